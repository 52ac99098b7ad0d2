#include "app/demo_words.h"

#include <string.h>

#include "base/result.h"

const struct demo_story demo_stories[] = {
	{ "en", "incident", "high", "email", "Washing machine leaks after installation",
	  "Hello,\n\nyour people delivered and installed my washing machine yesterday. After the "
	  "first wash there is water under the front left corner. The floor is laminate and I am "
	  "worried about the neighbours below. I have shut the water tap. What shall I do?",
	  "I am sorry your floor got wet. You did right to shut the tap; please leave it "
	  "shut.\n\nA "
	  "technician comes **today between 14:00 and 15:00**. I will call you before 11:00 to "
	  "make "
	  "sure that suits you.",
	  "Thank you, that suits me. The tap is still shut.",
	  "Third leak this week from the same crew. Probably the new hose clips." },
	{ "en", "order", "normal", "web", "Where is my order 88271?",
	  "I ordered a fridge on Monday and was promised Thursday. It is Friday now and nobody has "
	  "called. Can you tell me where it is?",
	  "I am sorry we let Thursday pass without a word. Your fridge is on the van that leaves "
	  "Kaunas at 08:00 tomorrow; you are the fourth stop, at about 10:30.",
	  "Good, I will be at home. Thank you for answering so fast.", "" },
	{ "en", "invoice", "normal", "email", "Charged twice for invoice 4410",
	  "Dear all,\n\nmy card shows 479.00 twice on the same day for one invoice. Please return "
	  "one of them. The statement is attached to my memory only, I can send it if you need it.",
	  "You are right: our terminal sent it twice, and that is our mistake. I have returned "
	  "479.00 this morning; banks need two or three days to show it.",
	  "It has arrived already. Thank you.", "Refund booked, reference R-2210." },
	{ "en", "complaint", "high", "email", "Late for the third time",
	  "We run a small cafe and opened without a dishwasher again this morning. This is the "
	  "third date that was moved. I want to know who is responsible for this and what you do "
	  "about it.",
	  "I am sorry: three moved dates are three broken promises. I have it now, myself. The "
	  "dishwasher arrives tomorrow at 07:00, before you open, and I will be there.",
	  "I appreciate that you come yourself. Tomorrow at seven then.",
	  "Key customer. Please do not let this one wait." },
	{ "en", "inquiry", "low", "web", "Which fridge for a narrow kitchen?",
	  "My niche is 54 cm wide and 178 cm high. Which of your fridges fits, and which of them "
	  "is "
	  "quiet? I sleep next door.",
	  "Two fit: the HX-3 (37 dB) and the HX-5 (34 dB). For a bedroom next door I would take "
	  "the "
	  "HX-5, although it is dearer. If you can wait until May, a quieter one comes out.",
	  "Then I take the HX-5. Thank you for telling me about May as well.", "" },
	{ "en", "service", "normal", "phone", "Yearly check of the boiler",
	  "Caller asks for the yearly check of the boiler, mornings only, has a dog that is "
	  "friendly.",
	  "Your check is booked for Tuesday at 09:00. Arturas comes; he likes dogs.",
	  "Perfect, see you on Tuesday.", "" },

	{ "lt", "incident", "urgent", "email", "Neveikia šildymas, namuose maži vaikai",
	  "Laba diena,\n\nnuo vakar vakaro neveikia katilas, ekrane rodo klaidą E4. Namuose du "
	  "maži "
	  "vaikai, kambaryje jau tik 15 laipsnių. Labai prašau kuo greičiau atsiųsti meistrą.",
	  "Labai atsiprašau, kad Jums tenka šalti. Meistras Artūras atvyks **šiandien iki 12.00 "
	  "val.** Kol jo laukiate, pabandykite išjungti ir po minutės vėl įjungti katilą: kartais "
	  "klaida E4 dingsta.",
	  "Ačiū, įjungiau iš naujo ir kol kas veikia. Meistro vis tiek lauksime.",
	  "Small children at home: call before noon even if the boiler runs again." },
	{ "lt", "order", "normal", "web", "Kada atvyks mano siunta?",
	  "Sveiki, prieš savaitę užsisakiau viryklę, užsakymo numeris 70233. Svetainėje rašo, kad "
	  "išsiųsta, bet kurjeris neskambino. Ar galite pasakyti, kada ji bus pristatyta?",
	  "Viryklė yra Vilniaus sandėlyje. Kurjeris paskambins Jums rytoj nuo 9.00 iki 10.00 val., "
	  "o "
	  "pristatys tą pačią dieną.",
	  "Puiku, lauksiu skambučio. Ačiū už greitą atsakymą.", "" },
	{ "lt", "invoice", "normal", "email", "Neteisinga sąskaitos suma",
	  "Laba diena,\n\nsąskaitoje Nr. 5521 yra įrašytas pristatymas, nors prekę atsiėmiau pats. "
	  "Prašau patikslinti sąskaitą ir atsiųsti naują.",
	  "Jūs teisus: pristatymo mokestis įrašytas per klaidą. Pataisytą sąskaitą prisegu, o "
	  "skirtumą, 12,90 €, šiandien grąžinu į Jūsų sąskaitą.",
	  "Gavau, dabar viskas teisinga. Ačiū.", "" },
	{ "lt", "complaint", "high", "email", "Sugadintos grindys po montavimo",
	  "Jūsų darbuotojai, nešdami skalbyklę, subraižė naujas grindis koridoriuje. Niekas "
	  "neatsiprašė. Noriu žinoti, kaip tai bus sutvarkyta.",
	  "Labai atsiprašau dėl Jūsų grindų ir dėl to, kad niekas Jums to nepasakė iš karto. "
	  "Pirmadienį 10.00 val. atvyks mūsų meistras ir įvertins žalą; remontą apmokame mes.",
	  "Gerai, pirmadienį būsiu namuose.", "Photos came by post. Crew 7 again." },
	{ "lt", "inquiry", "low", "web", "Ar galima grąžinti neišpakuotą prekę?",
	  "Sveiki, nusipirkau oro valytuvą dovanai, bet jis jau nebereikalingas. Dėžė neatidaryta. "
	  "Ar "
	  "galiu jį grąžinti ir per kiek laiko?",
	  "Taip, neišpakuotą prekę galite grąžinti per 30 dienų bet kurioje parduotuvėje arba "
	  "iškviesti mūsų kurjerį nemokamai.",
	  "Labai patogu, užsuksiu šeštadienį.", "" },

	{ "bn", "incident", "high", "email", "ওয়াশিং মেশিন থেকে পানি পড়ছে",
	  "আসসালামু আলাইকুম,\n\nগতকাল আপনাদের লোক এসে ওয়াশিং মেশিন বসিয়ে দিয়ে গেছেন। প্রথমবার চালানোর "
	  "পর "
	  "থেকেই নিচ দিয়ে পানি পড়ছে। মেঝে ভিজে গেছে। আমি কল বন্ধ করে রেখেছি। এখন কী করব?",
	  "আপনার মেঝে ভিজে গেছে শুনে আমি খুবই দুঃখিত। কল বন্ধ রেখে ঠিক করেছেন।\n\nআজ ২টা থেকে ৩টার "
	  "মধ্যে "
	  "টেকনিশিয়ান আসবেন, আর আমি নিজে ১১টার মধ্যে আপনাকে ফোন করব।",
	  "অনেক ধন্যবাদ। আমি বাসায় থাকব।", "Speaks Bengali first. Calls after five only." },
	{ "bn", "order", "normal", "web", "আমার অর্ডার কবে আসবে?",
	  "আমি গত সপ্তাহে একটি ফ্রিজ অর্ডার করেছি, নম্বর ৬৬১২০। এখনও কোনো খবর পাইনি। দয়া করে জানাবেন "
	  "কবে "
	  "পৌঁছাবে?",
	  "এতদিন খবর না দেওয়ার জন্য আমি দুঃখিত। আপনার ফ্রিজ আগামীকাল দুপুর ১২টার মধ্যে পৌঁছাবে। চালক আসার "
	  "আধা ঘণ্টা আগে ফোন করবেন।",
	  "ঠিক আছে, আমি অপেক্ষা করব। ধন্যবাদ।", "" },
	{ "bn", "invoice", "normal", "email", "বিলে ভুল টাকা লেখা হয়েছে",
	  "আপনাদের পাঠানো বিলে ডেলিভারির টাকা দুইবার ধরা হয়েছে। দয়া করে বিলটি ঠিক করে আবার পাঠাবেন।",
	  "আপনি ঠিকই ধরেছেন, ভুলটি আমাদের। ঠিক করা বিল আজই পাঠালাম, আর বাড়তি টাকা তিন দিনের মধ্যে "
	  "আপনার "
	  "অ্যাকাউন্টে ফেরত যাবে।",
	  "টাকা পেয়েছি। ধন্যবাদ আপনাকে।", "" },
	{ "bn", "complaint", "high", "web", "বারবার তারিখ বদলানো হচ্ছে",
	  "মেরামতের জন্য তিনবার তারিখ দিয়েছেন, তিনবারই কেউ আসেনি। আমার বয়স্ক মা বাসায় একা থাকেন। আমি "
	  "জানতে "
	  "চাই, কে এর দায়িত্ব নেবেন?",
	  "তিনবার কথা রাখতে না পারার জন্য আমি আন্তরিকভাবে ক্ষমা চাই। এখন থেকে এর দায়িত্ব আমার। মিস্ত্রি "
	  "কাল "
	  "সকাল ৯টায় আসবেন, আমি নিজে তাঁকে পাঠাব।",
	  "ঠিক আছে। কাল সকালে অপেক্ষা করব।",
	  "Elderly mother alone at home: this one must be kept." },
	{ "bn", "inquiry", "low", "web", "কোন এয়ার পিউরিফায়ার কিনব?",
	  "আমার ঘর ২০ বর্গমিটার, বাচ্চার হাঁপানি আছে। কোন মডেলটি আমার জন্য ভালো হবে?",
	  "আপনার ঘরের জন্য AP-20 যথেষ্ট, বড় মডেলের দরকার নেই। ফিল্টার বছরে একবার বদলাতে হয়।",
	  "পরামর্শের জন্য ধন্যবাদ।", "" },

	{ "ta", "incident", "high", "email", "குளிர்சாதனப் பெட்டி குளிரவில்லை",
	  "வணக்கம்,\n\nநேற்று இரவிலிருந்து குளிர்சாதனப் பெட்டி குளிரவில்லை. உள்ளே இருக்கும் உணவு "
	  "கெட்டுப்போகிறது. "
	  "தயவுசெய்து விரைவில் ஒருவரை அனுப்புங்கள்.",
	  "உங்கள் உணவு கெட்டுப்போனதற்கு வருந்துகிறேன். தொழில்நுட்பப் பணியாளர் இன்று பிற்பகல் 3 மணிக்குள் "
	  "வருவார். கெட்டுப்போன உணவின் விலையையும் நாங்கள் தருவோம்.",
	  "மிக்க நன்றி. நான் வீட்டில் இருப்பேன்.", "Food spoilt: within my authority, paid at once." },
	{ "ta", "order", "normal", "web", "என் ஆர்டர் எப்போது வரும்?",
	  "கடந்த வாரம் அடுப்பு ஒன்றை ஆர்டர் செய்தேன், எண் 51702. இன்னும் எந்தச் செய்தியும் இல்லை. எப்போது வரும் "
	  "என்று சொல்ல முடியுமா?",
	  "தாமதத்திற்கு வருந்துகிறேன். உங்கள் அடுப்பு நாளை காலை 10 மணிக்குள் வந்து சேரும். ஓட்டுநர் வருவதற்கு "
	  "அரை மணி நேரம் முன்பு அழைப்பார்.",
	  "சரி, காத்திருக்கிறேன். நன்றி.", "" },
	{ "ta", "invoice", "normal", "email", "ரசீதில் தொகை இரண்டு முறை உள்ளது",
	  "என் ரசீது எண் 4410 இல் ஒரே தொகை இரண்டு முறை வசூலிக்கப்பட்டுள்ளது. தயவுசெய்து ஒன்றைத் திருப்பித் "
	  "தாருங்கள்.",
	  "நீங்கள் சொல்வது சரி, தவறு எங்களுடையது. கூடுதல் தொகையை இன்று காலை திருப்பி அனுப்பினேன்; வங்கியில் "
	  "தெரிய இரண்டு மூன்று நாட்கள் ஆகும்.",
	  "பணம் வந்துவிட்டது. நன்றி.", "" },
	{ "ta", "complaint", "high", "email", "மூன்றாவது முறையாகத் தாமதம்",
	  "மூன்று முறை தேதி கொடுத்தும் யாரும் வரவில்லை. இதற்கு யார் பொறுப்பு என்று தெரிய வேண்டும்.",
	  "மூன்று முறை வாக்கைக் காப்பாற்றாததற்கு மனமார்ந்து வருந்துகிறேன். இனி இது என் பொறுப்பு. நாளை காலை 9 "
	  "மணிக்கு எங்கள் பணியாளர் வருவார்.",
	  "சரி, நாளை காலை காத்திருக்கிறேன்.", "" },
	{ "ta", "inquiry", "low", "web", "எந்தச் சலவை இயந்திரம் நல்லது?",
	  "எங்கள் குடும்பத்தில் ஐந்து பேர். மின்சாரம் குறைவாகச் செலவாகும் சலவை இயந்திரம் எது?",
	  "ஐந்து பேருக்கு WM-820 போதும்; அது மின்சாரத்தையும் நீரையும் குறைவாகப் பயன்படுத்தும். பெரிய மாதிரி "
	  "உங்களுக்குத் தேவையில்லை.",
	  "ஆலோசனைக்கு நன்றி.", "" },
};
const size_t demo_story_count = sizeof(demo_stories) / sizeof(demo_stories[0]);

const struct demo_name demo_names[] = {
	{ "en", "Margaret Holt", "margaret.holt" },
	{ "en", "Samuel Osei", "samuel.osei" },
	{ "en", "Harbour Café", "harbour.cafe" },
	{ "en", "Grace Whitfield", "grace.whitfield" },
	{ "en", "Daniel Moore", "daniel.moore" },
	{ "lt", "Jonas Kazlauskas", "jonas.kazlauskas" },
	{ "lt", "Ieva Norkutė", "ieva.norkute" },
	{ "lt", "Rūta Žukauskienė", "ruta.zukauskiene" },
	{ "lt", "Mindaugas Šimkus", "mindaugas.simkus" },
	{ "lt", "Ąžuolas Paulauskas", "azuolas.paulauskas" },
	{ "bn", "ফাতিমা রহমান", "fatima.rahman" },
	{ "bn", "আরিফ হোসেন", "arif.hossain" },
	{ "bn", "নাসরিন আক্তার", "nasrin.akter" },
	{ "bn", "সুমন চক্রবর্তী", "suman.chakraborty" },
	{ "ta", "மீனா சுப்பிரமணியம்", "meena.subramaniam" },
	{ "ta", "கார்த்திக் ராஜன்", "karthik.rajan" },
	{ "ta", "லட்சுமி நாராயணன்", "lakshmi.narayanan" },
	{ "ta", "செந்தில் குமார்", "senthil.kumar" },
};
const size_t demo_name_count = sizeof(demo_names) / sizeof(demo_names[0]);

static const struct {
	const char *language, *text;
} promises[] = {
	{ "en", "I call you and tell you how far we are." },
	{ "lt", "Paskambinsiu ir pasakysiu, kiek pažengėme." },
	{ "bn", "আমি ফোন করে জানাব কাজ কতদূর এগোল।" },
	{ "ta", "வேலை எவ்வளவு முடிந்தது என்று அழைத்துச் சொல்வேன்." },
};

const char *demo_promise(const char *language)
{
	for (size_t i = 0; i < HK_COUNT(promises); i++)
		if (strcmp(promises[i].language, language) == 0)
			return promises[i].text;
	return promises[0].text;
}
