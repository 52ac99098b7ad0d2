#include "ticket/complaint/complaint_signs.h"

#include "base/text.h"
#include "standard/wording.h"

/* Who is dissatisfied says so soon, and a mail may be as long as a book. */
enum { LOOKED_AT_BYTES = 4000 };

/* Whole words, of Bengali and Tamil with their endings, as in the lists of wording.h. */
static const struct wording signs[] = {
	{ "en",
	  { "complain\ncomplaint\ncomplaining\nunacceptable\ndisappointed\ndisappointing\n"
	    "disgraceful\noutrageous\nfed up\nlet down\nnot good enough\ndissatisfied\nunhappy "
	    "with\n"
	    "third time\nno one answers\nnobody answers\nterrible service\nappalling\nrude",
	    "", "", "" },
	  0 },
	{ "lt",
	  { "skundas\nskundą\nskundžiuosi\nskųstis\nnusivyliau\nnusivylęs\nnusivylusi\nnepriimtina"
	    "\n"
	    "pasipiktinęs\npasipiktinusi\nnepatenkintas\nnepatenkinta\ngėda\ntrečią kartą\n"
	    "niekas neatsako\nnemandagiai\npretenzija\npretenziją",
	    "", "", "" },
	  0 },
	{ "bn",
	  { "অভিযোগ\nহতাশ\nঅসন্তুষ্ট\nঅগ্রহণযোগ্য\nবিরক্ত\nলজ্জাজনক\nতৃতীয়বার\nদুর্ব্যবহার\n"
	    "কেউ উত্তর দেয় না\nবারবার",
	    "", "", "" },
	  0 },
	{ "ta",
	  { "புகார்\nமுறையீடு\nஏமாற்றம்\nஅதிருப்தி\nஏற்க முடியாது\nமோசமான சேவை\n"
	    "மூன்றாவது முறை\nயாரும் பதில்\nமரியாதையின்றி\nவேதனை",
	    "", "", "" },
	  0 },
};

bool complaint_sounds(struct hk_arena *arena, const char *language, const char *text)
{
	const char *beginning = hk_copy(arena, text, hk_utf8_fit(text, LOOKED_AT_BYTES));

	for (size_t i = HK_COUNT(signs); i-- > 0;)
		if (i == 0 || hk_equal(signs[i].language, language))
			return wording_says_sorry(arena, &signs[i], beginning);
	return false;
}
