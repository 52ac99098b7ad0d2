#include "web/pages/ticket/away_words.h"

#include "base/text.h"
#include "core/i18n.h"
#include "people/staff.h"
#include "standard/availability.h"
#include "standard/clock.h"

struct away {
	int64_t until; /* 0: not away; CLOCK_NEVER: until further notice */
	const char *stand_in;
};

/* Out of office; else on a break, or outside of his hours. */
static enum hk_result away_of(struct ctx *cx, const struct availability *one,
			      const struct absence_list *absences, struct away *ret)
{
	struct staff stand_in = { .name = "" };
	enum hk_result result = HK_OK;

	*ret = (struct away){ one->free_from > cx->now ? one->free_from : 0, "" };
	for (size_t i = 0; i < absences->count; i++) {
		const struct absence *absence = &absences->items[i];

		if (absence->staff_id != one->staff_id)
			continue;
		if (absence->until_at > ret->until)
			ret->until = absence->until_at;
		if (absence->stand_in_id)
			result = staff_find(cx, absence->stand_in_id, &stand_in);
		if (result != HK_OK && result != HK_NOT_FOUND)
			return result;
		ret->stand_in = stand_in.name;
	}
	return HK_OK;
}

/* For translators: of one who is there, away without an end, with one, and with a stand-in. */
struct sentences {
	const char *here, *away, *until, *stand_in;
};

static const char *words_of(struct ctx *cx, const struct away *away,
			    const struct sentences *sentences, const char *name)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	const char *sentence = sentences->until, *time = "";

	if (!away->until)
		sentence = sentences->here;
	else if (away->until >= CLOCK_NEVER)
		sentence = sentences->away;
	else
		time = i18n_due(&reader, cx->now, away->until);
	if (*time && *away->stand_in)
		sentence = sentences->stand_in;
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "name", name, "time", time,
			 "stand_in", away->stand_in, NULL);
}

enum hk_result away_labels(struct ctx *cx, struct part_options *options)
{
	static const struct sentences labels = {
		"{name}",
		TR("{name}, away"),
		TR("{name}, away until {time}"),
		TR("{name}, away until {time}; {stand_in} stands in"),
	};
	struct part_option *items = hk_alloc(cx->arena, options->count, sizeof(*items));
	struct availability_list all;
	struct absence_list absences;

	HK_TRY(availability_every(cx, &all));
	HK_TRY(absence_every_now(cx, &absences));
	for (size_t i = 0; i < options->count; i++) {
		int64_t id = 0;

		items[i] = options->items[i];
		for (size_t k = 0; k < all.count && hk_number(items[i].value, &id); k++) {
			struct away away;

			if (all.items[k].staff_id != id)
				continue;
			HK_TRY(away_of(cx, &all.items[k], &absences, &away));
			items[i].label = words_of(cx, &away, &labels, items[i].label);
		}
	}
	options->items = items;
	return HK_OK;
}

enum hk_result asked_words(struct ctx *cx, int64_t staff_id, const char **ret)
{
	static const struct sentences sentences = {
		TR("{name} is asked. Until then it stays where it is."),
		TR("{name} is asked, but is away. Until then it stays where it is."),
		TR("{name} is asked, but is away until {time}. Until then it stays where it is."),
		TR("{name} is asked, but is away until {time}; {stand_in} stands in. Until then it "
		   "stays where it is."),
	};
	struct availability one;
	struct absence_list absences;
	struct away away;

	HK_TRY(availability_find(cx, staff_id, &one));
	HK_TRY(absence_every_now(cx, &absences));
	HK_TRY(away_of(cx, &one, &absences, &away));
	*ret = words_of(cx, &away, &sentences, one.name);
	return HK_OK;
}
