"""Texts: those that every miniature is asked for, and a few lines that the small vocabularies are made of."""

# The texts of every row, in this order. The fifth is longer than most limits.
TEXTS = [
    "The quick brown fox jumps over the lazy dog.",
    "HELLO World! ÅNGSTRÖM Café naïve résumé İstanbul ΣΊΣΥΦΟΣ",
    "东京都の天気は晴れです。 서울의 날씨 ภาษาไทย",
    "I ❤️ 🚀 and 👩‍👩‍👧 & ½ ﬁne ①②",
    " ".join(f"word {n} of a long story about boats and rivers," for n in range(45)),
    "  leading and   double  spaces\tand\nnew lines\u00a0",
    "def f(x): return x**2  # 12345.67 €100 don't we've",
    "a [MASK] <s> </s> <pad> [SEP] <mask> b",
    "",
]

# What the texts of a role are for, with the model's prompt in front.
PROMPTED = ["Which fox is quick?", "Die schnelle Füchsin, 12 Jahre alt"]

CORPUS = [
    *TEXTS[:4],
    *TEXTS[5:7],
    "word of a long story about boats and rivers, and of the sea where they go",
    "query: which boat sails down the river? passage: the boats of the old story are quick",
    "search_query: search_document: clustering: classification: Represent this sentence for searching relevant passages:",
    "task: search result | query: title: none | text: Instruct: Given a web search query, retrieve relevant passages that answer the query",
    "die schnelle braune Füchsin springt über den faulen Hund, zwölf Jahre alt",
    "le vif renard brun saute par-dessus le chien paresseux",
    "北京的天气很好 今日は良い天気です 我们去河边看船",
    "быстрая лисица прыгает через ленивую собаку",
    "the dogs and the foxes were jumping, walking, talking and reading all day long in the city of lights",
]
