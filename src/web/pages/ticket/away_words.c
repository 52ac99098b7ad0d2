#include "web/pages/ticket/away_words.h"

#include "base/text.h"
#include "core/i18n.h"
#include "standard/availability.h"
#include "standard/clock.h"

struct away {
	int64_t until; /* 0: not away; CLOCK_NEVER: until further notice */
	const char *stand_in;
};

/* Everybody, and who is out of office. */
struct colleagues {
	struct availability_list all;
	struct absence_list absences;
};

static enum hk_result colleagues_find(struct ctx *cx, struct colleagues *ret)
{
	HK_TRY(availability_every(cx, &ret->all));
	return absence_every_now(cx, &ret->absences);
}

/* NULL: none of those who work here and answer customers. */
static const struct availability *colleague_of(const struct colleagues *colleagues,
					       int64_t staff_id)
{
	for (size_t i = 0; i < colleagues->all.count; i++)
		if (colleagues->all.items[i].staff_id == staff_id)
			return &colleagues->all.items[i];
	return NULL;
}

/* The one that lasts longest, as absence_now() finds it; NULL: he is not out of office. */
static const struct absence *absence_of(const struct colleagues *colleagues, int64_t staff_id)
{
	for (size_t i = colleagues->absences.count; i > 0; i--)
		if (colleagues->absences.items[i - 1].staff_id == staff_id)
			return &colleagues->absences.items[i - 1];
	return NULL;
}

/* Out of office; else on a break, or outside of his hours. */
static struct away away_of(const struct ctx *cx, const struct availability *one,
			   const struct colleagues *colleagues)
{
	const struct absence *absence = absence_of(colleagues, one->staff_id);
	const struct availability *stand_in = NULL;
	struct away away = { one->free_from > cx->now ? one->free_from : 0, "" };

	if (!absence)
		return away;
	if (absence->until_at > away.until)
		away.until = absence->until_at;
	if (absence->stand_in_id)
		stand_in = colleague_of(colleagues, absence->stand_in_id);
	if (stand_in)
		away.stand_in = stand_in->name;
	return away;
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

enum hk_result away_labels(struct ctx *cx, const struct part_options *names,
			   struct part_options *ret)
{
	static const struct sentences labels = {
		"{name}",
		TR("{name}, away"),
		TR("{name}, away until {time}"),
		TR("{name}, away until {time}; {stand_in} stands in"),
	};
	struct part_option *items = hk_alloc(cx->arena, names->count, sizeof(*items));
	struct colleagues colleagues;

	HK_TRY(colleagues_find(cx, &colleagues));
	for (size_t i = 0; i < names->count; i++) {
		const struct availability *one = NULL;
		struct away away;
		int64_t id;

		items[i] = names->items[i];
		if (hk_number(items[i].value, &id))
			one = colleague_of(&colleagues, id);
		if (!one)
			continue;
		away = away_of(cx, one, &colleagues);
		items[i].label = words_of(cx, &away, &labels, items[i].label);
	}
	*ret = (struct part_options){ items, names->count };
	return HK_OK;
}

static enum hk_result one_words(struct ctx *cx, int64_t staff_id, const struct sentences *sentences,
				const char **ret)
{
	struct availability one;
	struct colleagues colleagues;
	struct away away;

	HK_TRY(availability_find(cx, staff_id, &one));
	HK_TRY(colleagues_find(cx, &colleagues));
	away = away_of(cx, &one, &colleagues);
	*ret = words_of(cx, &away, sentences, one.name);
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

	return one_words(cx, staff_id, &sentences, ret);
}

enum hk_result waiting_words(struct ctx *cx, int64_t staff_id, const char **ret)
{
	static const struct sentences sentences = {
		TR("{name} is asked to take it. Until then it is yours."),
		TR("{name} is asked to take it, but is away. Until then it is yours."),
		TR("{name} is asked to take it, but is away until {time}. Until then it is yours."),
		TR("{name} is asked to take it, but is away until {time}; {stand_in} stands in. "
		   "Until then it is yours."),
	};

	return one_words(cx, staff_id, &sentences, ret);
}
