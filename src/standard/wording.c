#include "standard/wording.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "standard/said_read.h"

static const struct wording beginnings[] = {
	{ "en",
	  { "sorry\napologise\napologize\napology\napologies\nregret",
	    "they will\nthe department\nsomebody will\nsomeone will\nit will be looked at\n"
	    "it was decided",
	    "utilise = use\nprior to = before\nin order to = to\ncommence = begin\n"
	    "endeavour = try\nterminate = end\naforementioned = this\nfacilitate = help\n"
	    "sufficient = enough\nwith regard to = about\nin accordance with = by",
	    "SLA\ntier 2\nsecond level\nbacklog\nticket queue" },
	  0 },
	{ "lt",
	  { "atsiprašau\natsiprašome\napgailestauju\napgailestaujame\nlabai gaila",
	    "jie atsakys\njie pažiūrės\njie patikrins\njie praneš\njie parašys\njie paskambins\n"
	    "jie susisieks\njie sutvarkys\njie padarys\njie nuspręs\nskyrius\nkažkas\nbus "
	    "nuspręsta\nbus peržiūrėta",
	    "sutinkamai su = pagal\natlikti apmokėjimą = sumokėti\n"
	    "pateikti informaciją = pranešti\nvykdyti patikrinimą = patikrinti\n"
	    "aukščiau minėtas = šis\nesant poreikiui = jei reikia",
	    "SLA\neskaluoti\nantra linija\ntiketas" },
	  0 },
	{ "bn",
	  { "দুঃখিত\nক্ষমা",
	    "তারা করবে\nতারা দেখবে\nতারা জানাবে\nতারা বলবে\nতারা লিখবে\nতারা ফোন করবে\n"
	    "তারা যোগাযোগ করবে\nতারা ঠিক করবে\nতাঁরা করবে\nতাঁরা দেখবে\nতাঁরা জানাবে\n"
	    "তাঁরা যোগাযোগ করবে\nসংশ্লিষ্ট বিভাগ\nকেউ একজন\nদেখা হবে",
	    "অবগত করা = জানানো\nঅনুগ্রহপূর্বক = অনুগ্রহ করে\nউপরোক্ত = এই\nসত্বর = তাড়াতাড়ি\n"
	    "প্রদান করা = দেওয়া",
	    "SLA\nএসকেলেট\nব্যাকলগ" },
	  0 },
	{ "ta",
	  { "மன்னிக்க\nமன்னிப்பு\nவருந்து", "அவர்கள்\nதுறை\nயாராவது\nபரிசீலிக்கப்படும்",
	    "மேற்கூறிய = இந்த\nதங்கள் = உங்கள்\nவழங்கப்படும் = தருவோம்\nஅறிவுறுத்தப்படுகிறது = செய்யுங்கள்",
	    "SLA\nஎஸ்கலேட்\nபேக்லாக்" },
	  0 },
};

struct row {
	const char *language, *sorry, *others, *plain, *internal;
	int64_t version;
};

static const struct db_column columns[] = {
	DB_COLUMN(struct row, language), DB_COLUMN(struct row, sorry),
	DB_COLUMN(struct row, others),   DB_COLUMN(struct row, plain),
	DB_COLUMN(struct row, internal), DB_COLUMN(struct row, version),
};
static const struct db_record record = DB_RECORD("wording", struct row, columns);

static const struct wording *beginning_of(const char *language)
{
	for (size_t i = 0; i < HK_COUNT(beginnings); i++)
		if (hk_equal(beginnings[i].language, language))
			return &beginnings[i];
	return &beginnings[0];
}

enum hk_result wording_find(struct ctx *cx, const char *language, struct wording *ret)
{
	const struct wording *beginning = beginning_of(language);
	struct row row;
	enum hk_result result = db_select_one(cx->db, &record, DB_WHERE("language = $2", ""),
					      DB_ARGS(beginning->language), &row);

	if (result == HK_NOT_FOUND) {
		*ret = *beginning;
		return HK_OK;
	}
	HK_TRY(result);
	*ret = (struct wording){ row.language,
				 { row.sorry, row.others, row.plain, row.internal },
				 row.version };
	return HK_OK;
}

/* The word of a line, and behind "=" a better one. */
static bool line_read(struct hk_arena *arena, const char *line, size_t length,
		      struct wording_hint *ret)
{
	const char *equals = memchr(line, '=', length);
	size_t word = equals ? (size_t)(equals - line) : length;

	ret->word = hk_one_line(arena, hk_copy(arena, line, word));
	ret->better =
		equals ? hk_one_line(arena, hk_copy(arena, equals + 1, length - word - 1)) : "";
	return hk_has_ink(ret->word);
}

/* The field of that list, and the line that is wrong in it. */
static void line_refuse(struct ctx *cx, const char *field, const char *sentence, int64_t number,
			const char *line)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	(void)field_problem(cx, field,
			    i18n_fill(cx->arena, i18n_text(cx->language, sentence), "n",
				      i18n_number(&reader, number), "line", line, NULL));
}

/* NULL: the line is right, or empty. */
static const char *line_fault(struct ctx *cx, const char *line, enum wording_kind kind)
{
	struct wording_hint hint;

	if (!hk_has_ink(line))
		return NULL;
	if (!line_read(cx->arena, line, strlen(line), &hint) ||
	    !said_folded(cx->arena, hint.word)[strspn(said_folded(cx->arena, hint.word), " ")])
		return TR("Line {n} has no word that could be found: “{line}”");
	if (kind == WORDING_PLAIN && !hk_has_ink(hint.better))
		return TR("Line {n} has no plainer word behind a =: “{line}”. Please write it as "
			  "in: utilise = use");
	if (kind != WORDING_PLAIN && *hint.better)
		return TR("Line {n} has a = in it, which only the words that are not plain have: "
			  "“{line}”");
	return NULL;
}

/* One a list, so that it stands beside its field. */
static void lines_check(struct ctx *cx, const char *field, const char *list, enum wording_kind kind)
{
	int64_t number = 1;

	for (const char *at = list; *at; number++) {
		size_t length = strcspn(at, "\n");
		const char *line = hk_trim(cx->arena, hk_copy(cx->arena, at, length));
		const char *fault = line_fault(cx, line, kind);

		if (fault) {
			line_refuse(cx, field, fault, number, line);
			return;
		}
		at += length + (at[length] == '\n');
	}
}

static enum hk_result check(struct ctx *cx, const struct wording *wording)
{
	static const char *const fields[WORDING_KINDS] = { "sorry", "others", "plain", "internal" };
	size_t before = cx->field_count;

	for (size_t i = 0; i < WORDING_KINDS; i++)
		if (hk_letters(wording->lists[i]) > WORDING_LIST_LETTERS)
			(void)field_problem(cx, fields[i],
					    TR("This list is too long. Please keep the words that "
					       "matter most."));
		else
			lines_check(cx, fields[i], wording->lists[i], (enum wording_kind)i);
	return cx->field_count > before ? HK_INVALID : HK_OK;
}

enum hk_result wording_put(struct ctx *cx, const struct wording *wording)
{
	int64_t count;

	HK_TRY(check(cx, wording));
	HK_TRY(db_change(
		cx->db,
		DB_ADD("wording", "language, sorry, others, plain, internal, version",
		       "$2, $3, $4, $5, $6, $7 + 1",
		       "ON CONFLICT (org_id, language) DO UPDATE SET sorry = excluded.sorry,"
		       " others = excluded.others, plain = excluded.plain,"
		       " internal = excluded.internal, version = excluded.version"
		       " WHERE wording.version = $7"),
		DB_ARGS(wording->language, wording->lists[WORDING_SORRY],
			wording->lists[WORDING_OTHERS], wording->lists[WORDING_PLAIN],
			wording->lists[WORDING_INTERNAL], wording->version),
		&count));
	if (!count)
		return problem(cx, HK_CONFLICT,
			       TR("Somebody has changed these lists meanwhile. Please look at them "
				  "again."));
	return HK_OK;
}

const char *wording_own(struct hk_arena *arena, const char *text)
{
	char *own = hk_alloc(arena, strlen(text) + 2, 1), *end = own;

	for (const char *line = text; *line;) {
		size_t length = strcspn(line, "\n");

		if (*line != '>') {
			*end++ = '\n';
			memcpy(end, line, length);
			end += length;
		}
		line += length + (line[length] == '\n');
	}
	*end = '\0';
	return own;
}

static void hint_add(struct wording_hints *hints, const struct wording_hint *hint)
{
	if (hints->count < WORDING_HINTS_MOST)
		hints->items[hints->count++] = *hint;
}

static void list_look(struct hk_arena *arena, const char *list, const char *folded,
		      enum wording_kind kind, struct wording_hints *ret)
{
	for (const char *line = list; *line;) {
		size_t length = strcspn(line, "\n");
		struct wording_hint hint = { .kind = kind };

		if (line_read(arena, line, length, &hint) &&
		    said_folded_has(folded, said_folded(arena, hint.word)))
			hint_add(ret, &hint);
		line += length + (line[length] == '\n');
	}
}

void wording_look(struct hk_arena *arena, const struct wording *wording, const char *text,
		  struct wording_hints *ret)
{
	static const enum wording_kind order[] = { WORDING_INTERNAL, WORDING_OTHERS,
						   WORDING_PLAIN };

	const char *folded = said_folded(arena, wording_own(arena, text));

	ret->count = 0;
	for (size_t i = 0; i < HK_COUNT(order); i++)
		list_look(arena, wording->lists[order[i]], folded, order[i], ret);
}

/* All words of the list are folded at once: between two of them stand two spaces. */
static bool list_has(struct hk_arena *arena, const char *list, const char *folded)
{
	const char *words = said_folded(arena, list), *end;

	for (; *words; words = end + 1) {
		/* Of an empty line comes a space alone. */
		words += strspn(words, " ");
		end = strstr(words, "  ");
		if (!end)
			end = words + strlen(words) - (*words ? 1 : 0);
		if (*words &&
		    said_folded_has(folded, hk_format(arena, " %.*s ", (int)(end - words), words)))
			return true;
		if (!*end)
			return false;
	}
	return false;
}

bool wording_says_sorry(struct hk_arena *arena, const struct wording *wording, const char *text)
{
	const char *list = wording->lists[WORDING_SORRY];
	const char *folded = said_folded(arena, wording_own(arena, text));
	struct wording_hints found = { .count = 0 };

	if (!strpbrk(list, ".!?="))
		return list_has(arena, list, folded);
	list_look(arena, list, folded, WORDING_SORRY, &found);
	return found.count > 0;
}
