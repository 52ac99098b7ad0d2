#include "web/pages/ticket/promise_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/language.h"
#include "core/markdown.h"
#include "core/org.h"
#include "core/rights.h"
#include "people/customer.h"
#include "people/staff.h"
#include "standard/clock.h"
#include "standard/said.h"
#include "standard/wording.h"
#include "ticket/clock/clocks.h"

enum { WHOLE_LETTERS = 80 };

static const char list_mark[] = "- "; /* of markdown_plain() */

static const char *due_words(struct ctx *cx, const char *sentence, int64_t when)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "time",
			 i18n_due(&reader, cx->now, when), NULL);
}

enum hk_result given_of(struct ctx *cx, const struct ticket *ticket, const struct promise *promise,
			struct given *ret)
{
	bool is_late = promise->due_at <= cx->now;
	struct staff keeper = { .name = "" };
	enum hk_result result = HK_OK;

	if (promise->keeper_id != cx->actor->id)
		result = staff_find(cx, promise->keeper_id, &keeper);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	*ret = (struct given){
		.url = hk_format(cx->arena, "/tickets/%" PRId64 "/promises/%" PRId64,
				 ticket->number, promise->id),
		.text = promise->text,
		.language = ticket->language,
		.words = due_words(cx, is_late ? TR("Was due {time}") : TR("Due {time}"),
				   promise->due_at),
		.tone = is_late                               ? "danger"
			: promise->due_at < cx->now + HK_HOUR ? "warn"
							      : "",
		.keeper = keeper.name,
		.apology = is_late ? hk_format(cx->arena,
					       "/tickets/%" PRId64 "?kind=reply&sorry=%" PRId64
					       "#composer",
					       ticket->number, promise->id)
				   : "",
		.due_at = promise->due_at,
		.version = promise->version,
	};
	return HK_OK;
}

enum hk_result given_find(struct ctx *cx, const struct ticket *ticket, struct given_view *ret)
{
	struct promise_list list;

	*ret = (struct given_view){ .may_decide = actor_may(cx->actor, RIGHT_TICKET_REPLY) };
	if (ticket->promise_due_at == CLOCK_NEVER)
		return HK_OK;
	HK_TRY(promise_waiting(cx, ticket->id, &list));
	ret->items.items = hk_alloc(cx->arena, list.count, sizeof(*ret->items.items));
	for (size_t i = 0; i < list.count; i++)
		HK_TRY(given_of(cx, ticket, &list.items[i], &ret->items.items[ret->items.count++]));
	return HK_OK;
}

static enum hk_result clocks_find(struct ctx *cx, const struct ticket *ticket,
				  struct said_clocks *ret)
{
	struct customer customer;
	struct org org;

	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(org_find(cx, &org));
	*ret = (struct said_clocks){
		.formats = cx->kit->formats,
		.timezone = *customer.timezone ? customer.timezone : org.timezone,
		.ours = cx->timezone,
		.now = cx->now,
	};
	return clocks_business(cx, ticket, &ret->business);
}

/* Whose clocks the words mean, where the writer's show another time. */
static const char *there_words(struct ctx *cx, const struct said_clocks *clocks, int64_t at)
{
	const struct i18n_reader there = { clocks->formats, cx->arena, cx->language,
					   clocks->timezone, false };
	const char *mine = i18n_clock_write(clocks->formats, cx->arena, cx->timezone, at);
	const char *theirs = i18n_clock_write(clocks->formats, cx->arena, clocks->timezone, at);

	if (hk_equal(mine, theirs))
		return "";
	return i18n_fill(cx->arena, i18n_text(cx->language, TR("{time} in {city}")), "time",
			 i18n_due(&there, cx->now, at), "city", i18n_time(&there, I18N_CITY, at),
			 NULL);
}

static const char *hint_words(struct ctx *cx, const struct wording_hint *hint)
{
	static const char *const sentences[WORDING_KINDS] = {
		[WORDING_OTHERS] = TR("“{word}”: say who does it. “I will” helps more."),
		[WORDING_PLAIN] = TR("“{word}”: “{better}” is plainer."),
		[WORDING_INTERNAL] =
			TR("“{word}” is a word of the house. The customer may not know it."),
	};
	const char *sentence = sentences[hint->kind];

	if (hint->kind == WORDING_PLAIN && !*hint->better)
		sentence = TR("“{word}” is not a plain word.");
	return i18n_fill(cx->arena, i18n_text(cx->language, sentence), "word", hint->word, "better",
			 hint->better, NULL);
}

/* He complains, or waited longer than he was told. */
static bool deserves_apology(const struct ctx *cx, const struct ticket *ticket)
{
	return hk_equal(ticket->type, "complaint") || ticket->due_at < cx->now ||
	       ticket->promise_due_at < cx->now;
}

/* Quiet hints on how it is worded; of a few words that were only begun, none on what is missing. */
static enum hk_result hints_find(struct ctx *cx, const struct ticket *ticket, const char *text,
				 struct part_guide *ret)
{
	const char *language = language_of(cx->kit->languages, text);
	const char **items = hk_alloc(cx->arena, WORDING_HINTS_MOST + 2, sizeof(*items));
	struct wording_hints hints;
	struct wording wording;
	size_t count = 0;

	HK_TRY(wording_find(cx, *language ? language : ticket->language, &wording));
	wording_look(cx->arena, &wording, text, &hints);
	for (size_t i = 0; i < hints.count; i++)
		items[count++] = hint_words(cx, &hints.items[i]);
	if (hk_letters(text) >= WHOLE_LETTERS) {
		if (deserves_apology(cx, ticket) && !wording_says_sorry(cx->arena, &wording, text))
			items[count++] = i18n_text(
				cx->language, TR("The customer complains or had to wait: a word of "
						 "apology may help."));
		if (!ret->said.count)
			items[count++] = i18n_text(cx->language,
						   TR("It names no next step with a time yet. What "
						      "happens next, and by when?"));
	}
	ret->hints = (struct part_hints){ items, count };
	return HK_OK;
}

enum hk_result guide_find(struct ctx *cx, const struct ticket *ticket, const char *text,
			  struct part_guide *ret)
{
	const struct i18n_reader mine = i18n_reader_of(cx);
	struct said_clocks clocks;
	struct said_list said;
	struct part_said *items;

	*ret = (struct part_guide){ .language = ticket->language };
	if (!hk_has_ink(text))
		return HK_OK;
	HK_TRY(clocks_find(cx, ticket, &clocks));
	/* As its reader has it: a promise stands in mails and on pages without our marks. */
	said = said_find(cx->arena, markdown_plain(cx->arena, text), &clocks);
	items = hk_alloc(cx->arena, said.count, sizeof(*items));
	for (size_t i = 0; i < said.count; i++)
		items[i] = (struct part_said){
			.position = (int64_t)i,
			.text = said.items[i].text +
				(hk_starts(said.items[i].text, list_mark) ? strlen(list_mark) : 0),
			.at = i18n_clock_write(clocks.formats, cx->arena, cx->timezone,
					       said.items[i].at),
			.when = i18n_due(&mine, cx->now, said.items[i].at),
			.there = there_words(cx, &clocks, said.items[i].at),
			.is_guess = said.items[i].is_guess,
		};
	ret->said = (struct part_saids){ items, said.count };
	return hints_find(cx, ticket, text, ret);
}

static bool is_ticked(const struct web_request *req, size_t position)
{
	const char *const *ticked;
	size_t count = web_form_all(req, "promise", &ticked);
	int64_t number;

	for (size_t i = 0; i < count; i++)
		if (hk_number(ticked[i], &number) && number == (int64_t)position)
			return true;
	return false;
}

enum hk_result guide_again(struct web_request *req, const struct ticket *ticket, const char *text,
			   struct part_guide *ret)
{
	const char *const *texts, *const *times;
	size_t text_count = web_form_all(req, "promise_text", &texts);
	size_t time_count = web_form_all(req, "promise_at", &times);

	HK_TRY(guide_find(req->cx, ticket, text, ret));
	for (size_t i = 0; i < ret->said.count; i++)
		for (size_t k = 0; k < text_count && k < time_count; k++)
			if (hk_equal(ret->said.items[i].text, texts[k])) {
				ret->said.items[i].is_ticked = is_ticked(req, k);
				ret->said.items[i].at = times[k];
			}
	return HK_OK;
}

struct promise_list promises_form(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *const *texts, *const *times;
	size_t text_count = web_form_all(req, "promise_text", &texts);
	size_t time_count = web_form_all(req, "promise_at", &times);
	struct promise_list list = { hk_alloc(cx->arena, SAID_MOST, sizeof(*list.items)), 0 };

	for (size_t i = 0; i < text_count && i < time_count && list.count < SAID_MOST; i++) {
		struct promise *promise = &list.items[list.count];

		if (!is_ticked(req, i))
			continue;
		*promise = (struct promise){ .text = texts[i] };
		if (i18n_clock_read(cx->kit->formats, cx->timezone, times[i], &promise->due_at))
			list.count++;
		else
			field_refuse(cx, "promise_at", TR("Please choose a day and a time."));
	}
	return list;
}

struct part_guide promises_carried(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct promise_list list = promises_form(req);
	struct part_said *items = hk_alloc(cx->arena, list.count, sizeof(*items));

	for (size_t i = 0; i < list.count; i++)
		items[i] = (struct part_said){
			.position = (int64_t)i,
			.text = list.items[i].text,
			.at = i18n_clock_write(cx->kit->formats, cx->arena, cx->timezone,
					       list.items[i].due_at),
			.when = due_words(cx, TR("Due {time}"), list.items[i].due_at),
			.there = "",
			.is_ticked = true,
		};
	return (struct part_guide){ .language = "", .said = { items, list.count } };
}

/* Sentences for the customer, in his language. {next} is a gap in braces, which holds the reply
 * back until its writer says by when now. */
static const char apology_words[] =
	TR("I am sorry. I promised you “{text}” by {time}, and I did not keep it. You had to wait, "
	   "and nobody told you.\n\nWhat happens now: {next}");

enum hk_result apology_write(struct ctx *cx, const struct ticket *ticket, int64_t promise_id,
			     const char **ret)
{
	struct customer customer;
	struct promise promise;
	struct org org;

	HK_TRY(promise_find(cx, ticket->id, promise_id, &promise));
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	HK_TRY(org_find(cx, &org));

	const struct i18n_reader reader = { cx->kit->formats, cx->arena, ticket->language,
					    *customer.timezone ? customer.timezone : org.timezone,
					    strcmp(customer.digits, "latin") != 0 };

	*ret = i18n_fill(cx->arena, i18n_text(ticket->language, apology_words), "text",
			 promise.text, "time", i18n_time(&reader, I18N_WEEKDAY, promise.due_at),
			 "next",
			 hk_format(cx->arena, "{{?%s}}",
				   i18n_text(cx->language, TR("what you do now, and by when"))),
			 NULL);
	return HK_OK;
}
