/** Sentences of several registers in English. */
const english = [
  "How do I reset my password if I no longer have access to my old phone number?",
  "The committee approved the budget by a narrow margin late on Thursday evening.",
  "cheap flights from Berlin to Lisbon in October",
  "Photosynthesis converts light into chemical energy, which plants store as sugar.",
  "My order arrived with a broken zip. Can I send it back and get a new one?",
  "A group of children is playing football in a muddy field.",
  "The nurse checked his blood pressure twice and wrote both numbers down.",
  "def add(left: int, right: int) -> int:\n    return left + right",
  "Shares of the carmaker fell 4.2% after it cut its forecast for the year.",
  "She had never seen the sea, and now it lay before her, grey and very loud.",
  "SELECT name, COUNT(*) FROM orders WHERE total > 100 GROUP BY name;",
  "Preheat the oven to 200 °C, then roast the peppers for half an hour.",
  "the",
  "ok thanks!!! see u tmrw :)",
  "ERROR 2024-03-11T08:15:02Z connection refused: 10.0.0.12:5432 (attempt 3 of 5)",
  "Every even number greater than two is conjectured to be the sum of two primes.",
  "A man in a blue shirt is slicing an onion.",
  "Nobody told us that the last train leaves at ten.",
  "What is the difference between a lease and a licence?",
  "The museum's new wing opens in spring; members may visit it a week earlier.",
  "COVID-19 vaccination certificates, EU Regulation 2021/953, Article 5",
  "He plays the violin worse than his sister plays the cello.",
  "Wind power supplied a third of the country's electricity in February.",
  "iPhone 13 Pro Max 256GB graphite unlocked, excellent condition, box included",
  "Dear Ms Okafor, thank you for your letter of 3 May, which reached us only today.",
  "The cat sat on the mat.",
  "Two dogs run through shallow water while a woman watches from the shore.",
  "Interest is calculated daily and charged on the first working day of each month.",
  "Why is the sky dark at night?",
  "wait what??? no way lol :D",
  "Great product!!!! Works as described, would buy again...",
  "- [ ] milk\n- [x] eggs\n- [ ] bread",
  "https://example.com/docs/v2/install?lang=en#linux",
  "The parser reads one token ahead and reports the place of the first error.",
];

/** Sentences in other languages, several of each script. */
const others = [
  "Die Bibliothek bleibt am Montag wegen einer Inventur geschlossen.",
  "Können Sie mir sagen, wann der nächste Zug nach Hamburg fährt?",
  "Der Vertrag verlängert sich um ein Jahr, wenn er nicht gekündigt wird.",
  "Le chat dort sur le canapé pendant que la pluie tombe dehors.",
  "Où puis-je acheter un billet de métro pour la journée ?",
  "Le gouvernement a présenté mardi son projet de loi sur l'énergie.",
  "La reunión se ha aplazado hasta el próximo jueves por la mañana.",
  "¿Cuánto cuesta enviar un paquete de dos kilos a Argentina?",
  "Los niños juegan en el parque cerca de la iglesia.",
  "O restaurante fecha às onze horas, mas a cozinha encerra mais cedo.",
  "Preciso de um médico que fale inglês.",
  "Il treno è in ritardo di venti minuti a causa di un guasto.",
  "Vorrei prenotare una camera doppia per tre notti.",
  "De gemeente plant volgend jaar duizend nieuwe bomen.",
  "Kan ik deze schoenen ruilen zonder bon?",
  "Kocham czytać książki przy oknie, kiedy pada śnieg.",
  "Proszę o zwrot pieniędzy za uszkodzony towar.",
  "Vlak do Brna odjíždí z druhého nástupiště.",
  "Toplantı saat üçte başlayacak, lütfen geç kalmayın.",
  "İstanbul'da yarın hava güneşli olacak.",
  "Hội nghị sẽ diễn ra tại Hà Nội vào tháng sau.",
  "Tôi muốn đổi mật khẩu của tài khoản này.",
  "Mkutano utafanyika kesho asubuhi katika ukumbi wa mji.",
  "Harga beras naik lagi minggu ini di pasar tradisional.",
  "Minä asun pienessä talossa järven rannalla.",
  "Konferensen hålls på engelska och svenska.",
  "Холодильник перестал работать сразу после окончания гарантии.",
  "Учёные обнаружили воду в атмосфере далёкой планеты.",
  "Как перевести деньги на счёт в другом банке?",
  "Завтра в Києві очікується сильний дощ і вітер.",
  "Дякую за швидку доставку, усе працює чудово.",
  "Библиотеката е затворена през целия август.",
  "Το μουσείο είναι κλειστό κάθε Δευτέρα.",
  "Πώς μπορώ να ακυρώσω την παραγγελία μου;",
  "המוזיאון סגור בימי שני ובחגים.",
  "איך אפשר לשנות את כתובת המשלוח?",
  "تأجل الاجتماع إلى يوم الخميس القادم بسبب المطر.",
  "كيف يمكنني استعادة كلمة المرور الخاصة بي؟",
  "قیمت نان در بازار دوباره بالا رفت.",
  "کیا یہ ٹرین لاہور جاتی ہے؟",
  "मेरा ऑर्डर अभी तक नहीं पहुँचा है, कृपया जाँच करें।",
  "भारत में मानसून जून के महीने में शुरू होता है।",
  "ট্রেনটি আজ দুই ঘণ্টা দেরিতে আসবে।",
  "எனது கடவுச்சொல்லை எப்படி மாற்றுவது?",
  "మా ఊరికి బస్సు ఉదయం ఆరు గంటలకు వస్తుంది.",
  "รถไฟขบวนนี้ไปเชียงใหม่หรือเปล่า",
  "ร้านนี้ปิดทุกวันอาทิตย์",
  "მატარებელი დილის რვა საათზე გადის.",
  "Գրադարանը փակ է կիրակի օրերին։",
  "会议改到下周四上午十点,请准时参加。",
  "请问怎样退货?我买的鞋子太小了。",
  "科学家在深海发现了一种新的鱼类。",
  "來這裡旅遊的人一年比一年多。",
  "明日の会議は午後三時に変更になりました。",
  "このカメラは水に強いですか。",
  "駅前の図書館は月曜日に休みます。",
  "비밀번호를 잊어버렸는데 어떻게 재설정하나요?",
  "내일 서울에는 비가 많이 올 것으로 보입니다.",
  "ባቡሩ ነገ ጠዋት ይነሳል።",
  "ລົດໄຟຈະອອກຕອນເຊົ້າ.",
  "Номын сан ням гарагт амардаг.",
];

/** Longer texts are made of so many sentences. */
const sentencesOf = [3, 5, 8, 12, 20];

/**
 * Texts by which a model is quantized and compared: sentences of some forty languages in sixteen scripts, and longer texts that are made of them. Every fourth
 * one is left out of the calibration, and only compared.
 */
export function calibrationTexts(): readonly string[] {
  const sentences = [...english, ...others];
  const long = Array.from({ length: 20 }, (_, index) => {
    const count = sentencesOf[index % sentencesOf.length] ?? 1;
    // Half of them are English, half of all languages.
    const from = index % 2 === 0 ? english : sentences;
    return Array.from({ length: count }, (__, place) => from[(index * 7 + place * 11) % from.length]).join(" ");
  });
  return [...sentences, ...long];
}
