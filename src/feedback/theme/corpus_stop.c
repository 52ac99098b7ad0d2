#include "feedback/theme/corpus_stop.h"

#include <string.h>

#include "base/result.h"

static const struct {
	const char *language, *words;
} lists[] = {
	{ "en",
	  "a about after again all also am an and any are as at be because been before being but "
	  "by "
	  "can can't cannot could couldn't did didn't do does doesn't doing don't down during each "
	  "even ever every few for from further get gets getting give given go goes going gone got "
	  "had has hasn't have haven't having he her here hers him his how i i'd i'll i'm i've if "
	  "in "
	  "into is isn't it its it's just let like made make many may maybe me might more most "
	  "much "
	  "must my myself need no not now of off on once one only or other our ours out over own "
	  "please put really same say see seem seems she should since so some still such take tell "
	  "than that that's the their theirs them then there these they thing things think this "
	  "those "
	  "through to too two under until up us use used using very want wanted wants was wasn't "
	  "we "
	  "well were what what's when where which while who whom why will with won't would yes yet "
	  "you your yours way able know try trying tried thank thanks hello hi dear" },
	{ "lt",
	  "ir o bet ar arba kad jog kai kaip kaipo kur kuris kuri kurie kurios kurį kurią kas ką "
	  "kam "
	  "ko kuo kodėl nes tai tas ta tie tos tą tuo tam to toks tokia tokie šis ši šie šios šį "
	  "šią "
	  "aš mes tu jūs jis ji jie jos man mane manęs mano mums mus mūsų tau tave tavo jums jus "
	  "jūsų "
	  "jam jai jį ją jo jų joms jiems savo save sau pats pati patys į iš su be nuo iki po per "
	  "prie "
	  "prieš už ant apie dėl pagal tarp pas link būti yra buvo bus būtų esu esame esate buvau "
	  "buvome nebuvo nėra ne nei ne tik taip jau dar vis labai tiek kiek daug mažai vėl dabar "
	  "tada čia ten visi visos viską visas visa vienas viena kitas kita kiti nors jei jeigu "
	  "tačiau "
	  "todėl tik net gal galiu galima gali galėtų reikia prašau prašome ačiū labas sveiki ačiu "
	  "noriu norėčiau norėjau turi turiu turėjau tokį tokią šiuo šią šitas šita dėka" },
	{ "bn",
	  "আমি আমার আমাকে আমরা আমাদের আমাদেরকে তুমি তোমার তোমাকে আপনি আপনার আপনাকে আপনারা আপনাদের "
	  "সে "
	  "তার তাকে তারা তাদের তিনি এই ঐ ওই সেই এটা এটি ওটা সেটা সেটি এ ও এর ওর এবং আর অথবা বা "
	  "কিন্তু "
	  "তবে তবু যদি যে যা যার যাকে যারা যাদের যখন তখন কখন এখন এখনও এখনো তো না নেই নাই নয় নি হয় "
	  "হয়ে "
	  "হয়েছে হয়নি হবে হতে হচ্ছে হলো হল হোক ছিল ছিলাম ছিলো আছে আছি আছেন থাকে থেকে জন্য জন্যে সাথে "
	  "সঙ্গে "
	  "মধ্যে উপর উপরে পর পরে আগে কি কী কে কেন কেমন কোন কোনো কোথায় কীভাবে কিভাবে কত অনেক খুব বেশি "
	  "কম "
	  "সব সকল একটা একটি এক দুই করা করে করতে করেছি করেছে করেছেন করি করলাম করেন করুন করবো করব "
	  "করবেন "
	  "করার দিয়ে দিতে দেওয়া দিন নিয়ে নিতে পারি পারিনি পারছি পারে পারেন চাই চেয়েছি গেছে গেল যায় "
	  "যাচ্ছে "
	  "আবার শুধু মাত্র মতো মত ধন্যবাদ দয়া প্রতি দ্বারা কাছে বলে বলেছে বলেন তাই এমন যেমন তেমন ভাবে" },
	{ "ta",
	  "நான் என் எனது எனக்கு என்னை நாங்கள் எங்கள் எங்களுக்கு நாம் நமது நீ உன் நீங்கள் உங்கள் உங்களுக்கு "
	  "அவர் அவன் அவள் அது அவை அவர்கள் இது இவை இந்த அந்த எந்த என்ன ஏன் எப்படி எப்போது எங்கே எங்கு யார் எது "
	  "எவ்வளவு ஒரு ஒன்று இரண்டு மற்றும் அல்லது ஆனால் எனவே என்று என்ற என்பது என்றால் எனில் எனும் உள்ள "
	  "உள்ளது உள்ளன இல்லை இல்லாத அல்ல இருக்கிறது இருந்தது இருந்து இருக்க இருக்கும் இருந்தால் ஆகும் ஆனது "
	  "ஆகிய ஆக போது பிறகு பின் முன் முன்பு மேல் கீழ் மீது மீண்டும் இன்னும் இப்போது அப்போது இங்கே அங்கே மிக "
	  "மிகவும் அதிக பல சில எல்லா அனைத்து எல்லாம் தான் கூட மட்டும் போல வரை வேண்டும் வேண்டாம் முடியும் "
	  "முடியவில்லை முடியாது செய்ய செய்து செய்த செய்தேன் செய்தார் கொண்டு விட்டு பற்றி மூலம் இடம் உடன் "
	  "நன்றி தயவு வணக்கம் அதை இதை அதன் இதன் அதற்கு இதற்கு" },
};

const char *corpus_stop_words(const char *language)
{
	for (size_t i = 0; i < HK_COUNT(lists); i++)
		if (strcmp(lists[i].language, language) == 0)
			return lists[i].words;
	return "";
}
