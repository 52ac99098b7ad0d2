#include "intake/spam.h"

#include <string.h>

#include "base/text.h"

enum { HUNDREDTHS = 100 };

struct opinion {
	bool has_points, is_spam;
	int64_t points; /* in hundredths; the most that was said */
};

static void give(struct opinion *opinion, int64_t points)
{
	if (!opinion->has_points || points > opinion->points)
		opinion->points = points;
	opinion->has_points = true;
}

/* "7.1" and "-0.25"; what is no number gives nothing. */
static void give_number(struct opinion *opinion, const char *text)
{
	bool is_negative = *text == '-';
	int64_t points = 0;
	const char *at = text + (is_negative || *text == '+');
	size_t whole = strspn(at, "0123456789");

	if (whole == 0 || whole > 6)
		return;
	for (size_t i = 0; i < whole; i++)
		points = points * 10 + (at[i] - '0');
	points *= HUNDREDTHS;
	at += whole;
	if (*at == '.' && strspn(at + 1, "0123456789") > 0) {
		points += (int64_t)10 * (at[1] - '0');
		points += strspn(at + 1, "0123456789") > 1 ? at[2] - '0' : 0;
	}
	give(opinion, is_negative ? -points : points);
}

static const char *after(const char *value, const char *word)
{
	const char *at = strstr(value, word);

	return at ? at + strlen(word) + strspn(at + strlen(word), " ") : "";
}

/* SpamAssassin: "Yes, score=7.1 required=5.0 tests=..." */
static void take_status(struct opinion *opinion, const char *value)
{
	opinion->is_spam = opinion->is_spam || hk_starts_ascii(value, "yes");
	give_number(opinion, after(value, "score="));
	give_number(opinion, after(value, "hits="));
}

/* rspamd: "default: True [7.10 / 15.00]; ..." */
static void take_result(struct opinion *opinion, const char *value)
{
	opinion->is_spam = opinion->is_spam || hk_starts_ascii(after(value, ":"), "true");
	give_number(opinion, after(value, "["));
}

static void take_yes(struct opinion *opinion, const char *value)
{
	opinion->is_spam = opinion->is_spam || hk_starts_ascii(value, "yes");
}

/* A letter for each whole point. */
static void take_letters(struct opinion *opinion, const char *value)
{
	size_t letters = strspn(value, "*+s");

	if (letters > 0)
		give(opinion, (int64_t)letters * HUNDREDTHS);
}

static const struct {
	const char *name;
	void (*take)(struct opinion *opinion, const char *value);
} lines[] = {
	{ "X-Spam-Status", take_status }, { "X-Spamd-Result", take_result },
	{ "X-Spam-Score", give_number },  { "X-Rspamd-Score", give_number },
	{ "X-Spam-Flag", take_yes },      { "X-Spam", take_yes },
	{ "X-Spam-Level", take_letters }, { "X-Spamd-Bar", take_letters },
	{ "X-Spam-Bar", take_letters },
};

bool spam_is_over(const struct mail *mail, int64_t limit, int64_t *ret_points)
{
	struct opinion opinion = { .points = 0 };

	if (limit <= 0)
		return false;
	for (uint32_t i = 0; i < mail->header_count; i++)
		for (size_t k = 0; k < HK_COUNT(lines); k++)
			if (hk_equal_ascii(mail->headers[i].name, lines[k].name))
				lines[k].take(&opinion,
					      mail->headers[i].value +
						      strspn(mail->headers[i].value, " "));
	if (ret_points)
		*ret_points = opinion.points;
	return opinion.has_points ? opinion.points >= limit * HUNDREDTHS : opinion.is_spam;
}
