#include "web/pages/complaint/complaint_view.h"

#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "core/i18n.h"
#include "standard/clock.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint_log.h"
#include "web/pages/again.h"
#include "web/pages/staff_options.h"
#include "web/pages/ticket/ticket_words.h"

enum { MINOR = 100, DIGITS_MOST = 12 };

int64_t complaint_amount_read(const char *text)
{
	size_t whole = strspn(text, "0123456789"), cents = 0;
	int64_t amount = 0;

	if (!hk_has_ink(text))
		return 0;
	if (text[whole] == '.' || text[whole] == ',')
		cents = 1 + strspn(text + whole + 1, "0123456789");
	if (!whole || whole > DIGITS_MOST || text[whole + cents] || cents == 1 || cents > 3)
		return -1;
	for (size_t i = 0; i < whole; i++)
		amount = amount * 10 + (text[i] - '0');
	for (size_t i = 1; i < 3; i++)
		amount = amount * 10 + (i < cents ? text[whole + i] - '0' : 0);
	return amount;
}

const char *complaint_amount_write(struct ctx *cx, int64_t amount)
{
	return amount ? hk_format(cx->arena, "%" PRId64 ".%02d", amount / MINOR,
				  (int)(amount % MINOR))
		      : "";
}

struct part_options complaint_options(struct ctx *cx, const struct complaint_code *codes,
				      const char *chosen)
{
	struct part_option *items;
	size_t count = 0, all = 1;

	while (codes[all - 1].code)
		all++;
	items = hk_alloc(cx->arena, all, sizeof(*items));
	items[count++] =
		(struct part_option){ .value = "",
				      .label = i18n_text(cx->language, TR("Please choose")),
				      .is_chosen = !*chosen };
	for (; codes->code; codes++)
		items[count++] =
			(struct part_option){ .value = codes->code,
					      .label = i18n_text(cx->language, codes->words),
					      .is_chosen = strcmp(codes->code, chosen) == 0 };
	return (struct part_options){ items, count };
}

/* As typed, when the form came back. */
static const char *typed(const struct web_request *req, const char *name, const char *stands)
{
	const char *value = web_form(req, name);

	return value ? value : stands;
}

static int64_t typed_id(const struct web_request *req, const char *name, int64_t stands)
{
	return web_form(req, name) ? web_form_number(req, name, 0) : stands;
}

static bool ticked(const struct web_request *req, const char *part, const char *name, bool stands)
{
	return web_form(req, part) ? web_form_number(req, name, 0) == 1 : stands;
}

static const struct complaint_code replies[] = { { "accepted", TR("Accepts it") },
						 { "rejected", TR("Does not accept it") },
						 { NULL, NULL } };

static const struct complaint_code deeds[] = {
	{ "received", TR("Recorded") },
	{ "receipt", TR("Receipt") },
	{ "assessed", TR("First assessment") },
	{ "examination", TR("Examination") },
	{ "evidence", TR("Found") },
	{ "decided", TR("Decided") },
	{ "told", TR("Told the customer; SHA-256 of the letter") },
	{ "untold", TR("The letter was taken back, or came back") },
	{ "accepted", TR("The customer accepts it") },
	{ "rejected", TR("The customer does not accept it") },
	{ "done", TR("What was decided is done") },
	{ "ended", TR("Ended") },
	{ "open again", TR("Open again") },
	{ "judged", TR("The customer judged the handling") },
	{ "withdrawn", TR("It is no complaint") },
	{ NULL, NULL }
};

static const char *words_or_code(struct ctx *cx, const struct complaint_code *codes,
				 const char *code)
{
	const char *words = complaint_words_of(codes, code);

	return *words ? i18n_text(cx->language, words) : code;
}

/* "serious" of "severity: serious; safety: no". */
static const char *part_of(struct ctx *cx, const char *detail, const char *name)
{
	const char *at = strstr(detail, name);

	at = at ? at + strlen(name) : "";
	return hk_copy(cx->arena, at, strcspn(at, ";"));
}

static const char *assessed_words(struct ctx *cx, const char *detail)
{
	const char *line =
		words_or_code(cx, complaint_severities, part_of(cx, detail, "severity: "));
	const char *const more[] = {
		words_or_code(cx, complaint_complexities, part_of(cx, detail, "complexity: ")),
		words_or_code(cx, complaint_impacts, part_of(cx, detail, "impact: ")),
		hk_equal(part_of(cx, detail, "safety: "), "yes")
			? i18n_text(cx->language, TR("Somebody may be in danger"))
			: "",
		hk_equal(part_of(cx, detail, "needs action: "), "yes")
			? i18n_text(cx->language, TR("Something must be done at once"))
			: "",
	};

	for (size_t i = 0; i < HK_COUNT(more); i++)
		if (*more[i])
			line = hk_format(cx->arena, "%s; %s", line, more[i]);
	return line;
}

/* The log keeps codes, so that its digests hold in every language; people read their words. */
static const char *detail_words(struct ctx *cx, const struct complaint_line *line)
{
	size_t length = strcspn(line->detail, ";");

	if (hk_equal(line->kind, "decided"))
		return hk_format(cx->arena, "%s%s",
				 words_or_code(cx, complaint_outcomes,
					       hk_copy(cx->arena, line->detail, length)),
				 line->detail + length);
	if (hk_equal(line->kind, "assessed"))
		return assessed_words(cx, line->detail);
	if (hk_equal(line->kind, "ended") || hk_equal(line->kind, "open again"))
		return words_or_code(cx, replies, line->detail);
	return line->detail;
}

static enum hk_result log_fill(struct ctx *cx, const struct complaint *complaint,
			       struct complaint_view *ret)
{
	struct complaint_lines lines;

	HK_TRY(complaint_log_find(cx, complaint, &lines));
	ret->log.items = hk_alloc(cx->arena, lines.count, sizeof(*ret->log.items));
	ret->log.count = lines.count;
	for (size_t i = 0; i < lines.count; i++) {
		/* The newest first. */
		const struct complaint_line *line = &lines.items[lines.count - 1 - i];
		const char *words = complaint_words_of(deeds, line->kind);

		ret->log.items[i] = (struct complaint_log_item){
			.at = line->at,
			.who = *line->actor_name ? line->actor_name
						 : i18n_text(cx->language, TR("Hark")),
			.what = *words ? i18n_text(cx->language, words) : line->kind,
			.detail = detail_words(cx, line),
		};
	}
	return HK_OK;
}

static enum hk_result gaps_fill(struct ctx *cx, const struct ticket *ticket,
				struct complaint_view *ret)
{
	const struct i18n_reader reader = i18n_reader_of(cx);
	struct complaint_gaps gaps;

	HK_TRY(complaint_missing(cx, ticket, &gaps));
	ret->gaps.items = hk_alloc(cx->arena, gaps.count, sizeof(*ret->gaps.items));
	ret->gaps.count = gaps.count;
	for (size_t i = 0; i < gaps.count; i++)
		ret->gaps.items[i] = (struct complaint_gap_item){
			.sentence = i18n_fill(
				cx->arena, i18n_text(cx->language, gaps.items[i].sentence), "time",
				gaps.items[i].until
					? i18n_due(&reader, cx->now, gaps.items[i].until)
					: "",
				NULL),
			.url = hk_format(cx->arena, "%s#%s", ret->self, gaps.items[i].anchor),
		};
	return HK_OK;
}

static const char *law_stands(struct ctx *cx, const struct clock_list *clocks, const char *kind)
{
	const struct i18n_reader reader = i18n_reader_of(cx);

	for (size_t i = 0; i < clocks->count; i++) {
		const struct clock *clock = &clocks->items[i];

		if (strcmp(clock->kind, kind) != 0)
			continue;
		if (hk_equal(clock->state, "met"))
			return i18n_text(cx->language, TR("kept"));
		return i18n_fill(
			cx->arena,
			i18n_text(cx->language,
				  clock->due_at < cx->now || hk_equal(clock->state, "missed")
					  ? TR("Was due {time}")
					  : TR("Due {time}")),
			"time", i18n_due(&reader, cx->now, clock->due_at), NULL);
	}
	return "";
}

/* By which laws its clocks run. */
static enum hk_result laws_fill(struct ctx *cx, const struct ticket *ticket,
				const struct clock_list *clocks, struct complaint_view *ret)
{
	struct legal_clocks legal;

	HK_TRY(legal_find(cx, ticket, &legal));
	ret->laws.items = hk_alloc(cx->arena, legal.count, sizeof(*ret->laws.items));
	ret->laws.count = legal.count;
	for (size_t i = 0; i < legal.count; i++)
		ret->laws.items[i] = (struct complaint_law){
			.name = legal.items[i].name,
			.source = legal.items[i].source,
			.version = legal.items[i].version,
			.what = i18n_text(cx->language, clock_word(legal.items[i].kind)->words),
			.stands = law_stands(cx, clocks, legal.items[i].kind),
		};
	return HK_OK;
}

static enum hk_result times_fill(struct ctx *cx, const struct ticket *ticket,
				 struct complaint_view *ret)
{
	struct clock_list clocks;

	HK_TRY(clock_every(cx, ticket->id, &clocks));
	ret->decide_at = clock_due_in(&clocks, COMPLAINT_ANSWER_CLOCK);
	return laws_fill(cx, ticket, &clocks, ret);
}

static void receipt_fill(struct web_request *req, const struct complaint *one,
			 struct complaint_view *ret)
{
	ret->description = typed(req, "description", one->description);
	ret->remedy = typed(req, "remedy", one->remedy);
	ret->product = typed(req, "product", one->product);
	ret->immediate = typed(req, "immediate", one->immediate);
	ret->is_not_stated = ticked(req, "description", "not_stated",
				    hk_equal(one->remedy_stated, "not_stated"));
}

static void assessment_fill(struct web_request *req, const struct complaint *one,
			    struct complaint_view *ret)
{
	struct ctx *cx = req->cx;

	ret->severities =
		complaint_options(cx, complaint_severities, typed(req, "severity", one->severity));
	ret->complexities = complaint_options(cx, complaint_complexities,
					      typed(req, "complexity", one->complexity));
	ret->impacts = complaint_options(cx, complaint_impacts, typed(req, "impact", one->impact));
	ret->is_safety = ticked(req, "severity", "safety", one->is_safety != 0);
	ret->needs_action = ticked(req, "severity", "action", one->needs_action != 0);
}

static void decision_fill(struct web_request *req, const struct ticket *ticket,
			  const struct complaint *one, struct complaint_view *ret)
{
	struct ctx *cx = req->cx;
	bool is_refused = hk_equal(one->stage, "refused");

	ret->outcomes =
		complaint_options(cx, complaint_outcomes, typed(req, "outcome", one->outcome));
	ret->reasons = typed(req, "reasons", one->reasons);
	ret->remedies = typed(req, "remedies", one->remedies);
	ret->amount = typed(req, "amount", complaint_amount_write(cx, one->amount));
	ret->currency = typed(req, "currency", one->currency);
	ret->replies = complaint_options(cx, replies, typed(req, "reply", one->reply));
	ret->reply_words = typed(req, "reply_words", one->reply_words);
	ret->outcome =
		i18n_text(cx->language, complaint_words_of(complaint_outcomes, one->outcome));
	ret->reply = i18n_text(cx->language, complaint_words_of(replies, one->reply));
	ret->may_decide = complaint_is_open(ticket) &&
			  (!one->letter_id || (is_refused && one->round < COMPLAINT_ROUNDS));
	ret->may_write =
		complaint_is_open(ticket) && hk_equal(one->stage, "decided") && !one->letter_id;
	ret->may_answer = complaint_is_open(ticket) && one->letter_id != 0;
	ret->may_do = ret->may_answer && !one->done_at && !hk_equal(one->outcome, "rejected") &&
		      !is_refused;
	ret->may_withdraw = complaint_is_open(ticket) && !one->round;
	ret->is_told = one->letter_id != 0;
	ret->is_done = one->done_at != 0;
	ret->is_refused = is_refused;
	ret->offer_until = one->offer_until;
}

/* Who decided what the customer refused is told so instead of a form that would refuse him. */
static enum hk_result decider_fill(struct ctx *cx, const struct complaint *one,
				   struct complaint_view *ret)
{
	bool has_decided;

	HK_TRY(complaint_log_decided_before(cx, one, &has_decided));
	ret->has_decided = ret->may_decide && has_decided;
	ret->may_decide = ret->may_decide && !has_decided;
	return HK_OK;
}

enum hk_result complaint_view_find(struct web_request *req, const struct ticket *ticket,
				   struct complaint_view *ret)
{
	struct ctx *cx = req->cx;
	struct complaint one;

	HK_TRY(complaint_find(cx, ticket, &one));
	*ret = (struct complaint_view){
		.number = ticket->number,
		.version = one.version,
		.self = hk_format(cx->arena, "/tickets/%" PRId64 "/complaint", ticket->number),
		.ticket = hk_format(cx->arena, "/tickets/%" PRId64, ticket->number),
		.subject = ticket->subject,
		.language = ticket->language,
		.stage = i18n_text(cx->language, complaint_words_of(complaint_stages, one.stage)),
		.tone = hk_equal(one.stage, "ended") ? "good" : "warn",
		.may_see = complaint_may_see(cx, &one),
		.is_open = complaint_is_open(ticket),
		.received_at = one.received_at,
		.keep_until = one.keep_until,
		.is_forgotten = one.keep_until && !one.log_count,
		.evidence = page_form(req, "evidence"),
		.reason = page_form(req, "reason"),
		.process_score = one.process_score,
		.process_words = one.process_words,
		.problem = page_problem(cx),
		.errors = page_errors(cx),
	};
	receipt_fill(req, &one, ret);
	assessment_fill(req, &one, ret);
	decision_fill(req, ticket, &one, ret);
	HK_TRY(decider_fill(cx, &one, ret));
	HK_TRY(staff_options_or(cx, TR("Nobody of us"), typed_id(req, "subject", one.subject_id),
				&ret->subjects));
	HK_TRY(staff_options_or(cx, TR("Not decided yet"),
				typed_id(req, "reviewer", one.reviewer_id), &ret->reviewers));
	ret->causes = complaint_options(cx, complaint_causes, typed(req, "cause", one.cause));
	HK_TRY(gaps_fill(cx, ticket, ret));
	HK_TRY(times_fill(cx, ticket, ret));
	return log_fill(cx, &one, ret);
}
