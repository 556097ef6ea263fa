/** Sentences of many scripts, and what tokenizers have rules of their own for. */
const sentences: readonly string[] = [
  "All human beings are born free and equal in dignity and rights.",
  "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
  "Alle Menschen sind frei und gleich an Würde und Rechten geboren; Straße, Äpfel, Öl.",
  "Todos los seres humanos nacen libres e iguales. ¿Qué tal, mañana?",
  "Wszyscy ludzie rodzą się wolni i równi; zażółć gęślą jaźń.",
  "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar. İstanbul, ılık.",
  "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm.",
  "Binadamu wote wamezaliwa huru, hadhi na haki zao ni sawa.",
  "Все люди рождаются свободными и равными в своём достоинстве и правах.",
  "Всі люди народжуються вільними; їжак, ґанок, щастя.",
  "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι, ΣΊΣΥΦΟΣ.",
  "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق.",
  "تمام انسان‌ها آزاد به دنیا می‌آیند، ۱۲۳۴.",
  "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
  "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता प्राप्त है।",
  "সমস্ত মানুষ স্বাধীনভাবে সমান মর্যাদা এবং অধিকার নিয়ে জন্মগ্রহণ করে।",
  "மனிதப் பிறிவியினர் சகலரும் சுதந்திரமாகவே பிறக்கின்றனர்.",
  "ప్రతిపత్తిస్వత్వముల విషయమున మానవులెల్లరును జన్మతః స్వతంత్రులు.",
  "മനുഷ്യരെല്ലാവരും തുല്യാവകാശങ്ങളോടും അന്തസ്സോടും ജനിച്ചിട്ടുള്ളവരാണ്.",
  "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ",
  "ມະນຸດທຸກຄົນເກີດມາມີກຽດສັກສີ",
  "មនុស្សទាំងអស់ កើតមកមានសេរីភាព",
  "လူတိုင်းသည် တူညီ လွတ်လပ်သော ဂုဏ်သိက္ခာဖြင့်",
  "ყველა ადამიანი იბადება თავისუფალი და თანასწორი.",
  "Բոլոր մարդիկ ծնվում են ազատ ու հավասար։",
  "የሰው ልጅ ሁሉ ሲወለድ ነጻና በክብርና በመብትም እኩልነት ያለው ነው።",
  "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
  "人人生而自由，在尊严和权利上一律平等。",
  "人人生而自由，在尊嚴和權利上一律平等。",
  "すべての人間は、生まれながらにして自由であり、ｶﾀｶﾅとＡＢＣ。",
  "འགྲོ་བ་མིའི་རིགས་རྒྱུད་ཡོངས་ལ་སྐྱེས་ཙམ་ཉིད་ནས་",
  "ᎯᎠ ᏧᏂᎷᏤ ᎠᏂᏴᏫ, 𐍈𐌰𐌹𐍂𐌷𐍄, 𓀀𓂀, 𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
  "👩‍👩‍👧‍👦 🇺🇳 👍🏽 ☕️ 🙂🙃 e\u0301 n\u0303 \u1112\u1161\u11AB ﬁ ﬀ ² ½ №",
  "function f(x) { return x?.y ?? 1e-3; } // TODO: <b>&amp;</b>\n\tif (a != b) { a += 0x1F; }",
  "https://example.org/a_b-c?d=e%20f#g user@example.org 192.168.0.1 2024-02-29T12:34:56Z",
  "I'll don't WE'VE he's CamelCase snake_case 1234567890 3.14159 $5,000.00 50% #tag @you",
  "  two  spaces   three\u00A0no-break\u3000wide\u2009thin\u200Bzero\uFEFFmark ▁▁ Ġ ## [UNK] <unk> </s> <0x41> ",
  "line\nline\r\nline\n\n\nline\ttab\t\ttab\u0000nul\u0007bell\u001B[0m\u0085next\u2028line",
  "!!!???...---***(((((()))))),,,;;;:::\"\"\"'''``` «» „“ ‘’ … — – • © ® ™ € £ ¥ ₹ ∑ ∫ √ ≤ ≠ ∞ → ⇒",
  "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
];

/** Ranges of code points, without surrogates: letters of most scripts, marks, symbols, and all there are. */
const ranges: readonly (readonly [number, number])[] = [
  [0x20, 0x7e],
  [0xa0, 0x24f],
  [0x300, 0x36f],
  [0x370, 0x5ff],
  [0x600, 0x6ff],
  [0x900, 0xdff],
  [0xe00, 0x11ff],
  [0x1e00, 0x20cf],
  [0x2100, 0x2bff],
  [0x3000, 0x30ff],
  [0x4e00, 0x9fff],
  [0xac00, 0xd7a3],
  [0xe000, 0xffff],
  [0x1_00_00, 0x1_f9_ff],
  [0x0, 0xd7_ff],
  [0x2_00_00, 0x10_ff_ff],
];

/** Texts to compare tokenizers with: sentences, cut, joined and mixed with pieces of the vocabulary and with random characters. The same each time. */
export function proofTexts(pieces: readonly string[], count: number): readonly string[] {
  const below = numbersBelow(1);
  const one = <T>(list: readonly T[], other: T): T => list[below(list.length)] ?? other;
  const character = (): string => {
    const [first, last] = one(ranges, [0x20, 0x7e]);
    return String.fromCodePoint(first + below(last - first + 1));
  };
  const characters = (): string => {
    const [first, last] = one(ranges, [0x20, 0x7e]);
    return Array.from({ length: 1 + below(12) }, () => String.fromCodePoint(first + below(last - first + 1))).join("");
  };
  const part = (): string => {
    const sentence = Array.from(one(sentences, ""));
    const start = below(sentence.length);
    return sentence.slice(start, start + 1 + below(30)).join("");
  };
  const makers = [characters, character, part, () => one(pieces, ""), () => one(pieces, ""), () => one([" ", "  ", "\n", "", "."], " ")];
  const texts: string[] = ["", ...sentences, sentences.join("\n")];
  while (texts.length < count) texts.push(Array.from({ length: 1 + below(10) }, () => one(makers, part)()).join(""));
  return texts.slice(0, count);
}

/** Random whole numbers below a bound, the same for a seed (mulberry32). */
function numbersBelow(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return Math.floor((((bits ^ (bits >>> 14)) >>> 0) / 2 ** 32) * bound);
  };
}
