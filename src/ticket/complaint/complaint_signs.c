#include "ticket/complaint/complaint_signs.h"

#include "base/result.h"
#include "base/text.h"
#include "standard/said_read.h"
#include "standard/wording.h"

/* Who is dissatisfied says so soon, and a mail may be as long as a book. */
enum { LOOKED_AT_BYTES = 4000 };

/* As said_folded() gives them. */
static const char *const english[] = {
	" complain ",       " complaint ",        " complaining ",
	" unacceptable ",   " disappointed ",     " disappointing ",
	" disgraceful ",    " outrageous ",       " fed up ",
	" let down ",       " not good enough ",  " dissatisfied ",
	" unhappy with ",   " third time ",       " no one answers ",
	" nobody answers ", " terrible service ", " appalling ",
	" rude ",
};
static const char *const lithuanian[] = {
	" skundas ",       " skundą ",       " skundžiuosi ", " skųstis ",      " nusivyliau ",
	" nusivylęs ",     " nusivylusi ",   " nepriimtina ", " pasipiktinęs ", " pasipiktinusi ",
	" nepatenkintas ", " nepatenkinta ", " gėda ",        " trečią kartą ", " niekas neatsako ",
	" nemandagiai ",   " pretenzija ",   " pretenziją ",
};
static const char *const bengali[] = {
	" অভিযোগ ",  " হতাশ ",    " অসন্তুষ্ট ",   " অগ্রহণযোগ্য ",       " বিরক্ত ",
	" লজ্জাজনক ", " তৃতীয়বার ", " দুর্ব্যবহার ", " কেউ উত্তর দেয় না ", " বারবার ",
};
static const char *const tamil[] = {
	" புகார் ",        " முறையீடு ",     " ஏமாற்றம் ",        " அதிருப்தி ",
	" ஏற்க முடியாது ", " மோசமான சேவை ", " மூன்றாவது முறை ", " யாரும் பதில் ",
	" மரியாதையின்றி ", " வேதனை ",       " மோசம் ",          " திருப்தியில்லை ",
};

static const struct {
	const char *language;
	const char *const *words;
	size_t count;
} signs[] = {
	{ "en", english, HK_COUNT(english) },
	{ "lt", lithuanian, HK_COUNT(lithuanian) },
	{ "bn", bengali, HK_COUNT(bengali) },
	{ "ta", tamil, HK_COUNT(tamil) },
};

bool complaint_sounds(struct hk_arena *arena, const char *language, const char *text)
{
	const char *beginning = hk_copy(arena, text, hk_utf8_fit(text, LOOKED_AT_BYTES));
	const char *folded = said_folded(arena, wording_own(arena, beginning));

	for (size_t i = HK_COUNT(signs); i-- > 0;)
		if (i == 0 || hk_equal(signs[i].language, language))
			return said_folded_has_any(folded, signs[i].words, signs[i].count);
	return false;
}
