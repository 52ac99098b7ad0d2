/* The decision on a complaint, how the customer is told, what he says, and its end. */
#include <inttypes.h>
#include <string.h>

#include "base/secret.h"
#include "base/text.h"
#include "core/i18n.h"
#include "core/org.h"
#include "people/customer.h"
#include "standard/clock.h"
#include "ticket/clock/legal.h"
#include "ticket/complaint/complaint_log.h"
#include "ticket/complaint/complaint_row.h"
#include "ticket/complaint/complaint_rule.h"
#include "ticket/history.h"

enum { REASONS_LETTERS = 4000, MINOR = 100 };

static bool gives(const struct complaint *complaint)
{
	return strcmp(complaint->outcome, "rejected") != 0;
}

static bool decision_fits(struct ctx *cx, const struct complaint *wish)
{
	size_t before = cx->field_count;

	if (!*complaint_words_of(complaint_outcomes, wish->outcome))
		(void)field_problem(cx, "outcome", TR("Please choose one of these."));
	if (!hk_has_ink(wish->reasons))
		(void)field_problem(cx, "reasons",
				    TR("Please give the reasons. The customer reads them."));
	if (gives(wish) && !hk_has_ink(wish->remedies))
		(void)field_problem(cx, "remedies",
				    TR("Please say what the customer gets, or what we do now."));
	if (wish->amount < 0 || (!gives(wish) && wish->amount > 0))
		(void)field_problem(
			cx, "amount",
			TR("Please write an amount, such as 200.00; nothing where nothing "
			   "is given."));
	(void)complaint_fits(cx, "reasons", wish->reasons, REASONS_LETTERS);
	(void)complaint_fits(cx, "remedies", wish->remedies, REASONS_LETTERS);
	return cx->field_count == before;
}

/* The second time somebody decides who did not the first time, nor mends it (ISO 10002, 4.7). */
static enum hk_result decider_check(struct ctx *cx, const struct complaint *complaint)
{
	bool is_again = strcmp(complaint->stage, "refused") == 0, has_decided;

	if (!is_again && complaint->round && complaint->letter_id)
		return problem(cx, HK_CONFLICT,
			       TR("The customer knows this decision already. If he does not accept "
				  "it, note that first."));
	if (is_again && complaint->round >= COMPLAINT_ROUNDS)
		return problem(cx, HK_CONFLICT,
			       TR("It was decided twice already. The customer can turn to somebody "
				  "outside now."));
	HK_TRY(complaint_log_decided_before(cx, complaint, &has_decided));
	if (has_decided)
		return problem(cx, HK_DENIED,
			       TR("You decided it the first time. Somebody else has to look at it "
				  "now."));
	return HK_OK;
}

static const char *money(struct ctx *cx, const struct complaint *complaint)
{
	if (!complaint->amount)
		return "";
	return hk_format(cx->arena, "%" PRId64 ".%02d %s", complaint->amount / MINOR,
			 (int)(complaint->amount % MINOR), complaint->currency);
}

static const char *decision_line(struct ctx *cx, const struct complaint *complaint)
{
	const char *const parts[] = { complaint->reasons, complaint->remedies,
				      money(cx, complaint) };
	const char *line = complaint->outcome;

	for (size_t i = 0; i < HK_COUNT(parts); i++)
		if (*parts[i])
			line = hk_format(cx->arena, "%s; %s", line, parts[i]);
	return line;
}

enum hk_result complaint_decide(struct ctx *cx, struct ticket *ticket, const struct complaint *wish)
{
	struct ticket old = *ticket;
	struct complaint complaint;
	bool is_again;

	HK_TRY(complaint_to_change(cx, ticket, wish->version, &complaint));
	HK_TRY(decider_check(cx, &complaint));
	if (!decision_fits(cx, wish))
		return HK_INVALID;
	if (!*complaint.severity || !*complaint.remedy_stated)
		return problem(cx, HK_CONFLICT,
			       TR("Please write down first what the customer wants, and assess the "
				  "complaint."));
	HK_TRY(complaint_authority_need(cx, wish->amount, wish->currency));
	is_again = strcmp(complaint.stage, "refused") == 0;
	if (is_again || !complaint.round)
		complaint.round++;
	complaint.stage = "decided";
	complaint.outcome = wish->outcome;
	complaint.reasons = hk_trim(cx->arena, wish->reasons);
	complaint.remedies = gives(wish) ? hk_trim(cx->arena, wish->remedies) : "";
	complaint.amount = wish->amount;
	complaint.currency = wish->amount ? wish->currency : "";
	complaint.decided_at = cx->now;
	complaint.decided_by = cx->actor->id;
	if (complaint.round == 1)
		complaint.decided_first = cx->actor->id;
	complaint.letter_id = complaint.offer_until = complaint.replied_at = 0;
	complaint.letter_digest = complaint.reply = complaint.reply_words = "";
	complaint.done_at = complaint.done_by = 0;
	HK_TRY(complaint_log_add(cx, &complaint, "decided", decision_line(cx, &complaint)));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	HK_TRY(history_record(cx, ticket->id, "complaint_decided", "", NULL));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

static const char *outcome_sentence(const char *outcome)
{
	static const struct complaint_code sentences[] = {
		{ "accepted", TR("You are right, and we are sorry.") },
		{ "partly", TR("You are right in part, and for that we are sorry.") },
		{ "goodwill", TR("We see it differently, and want to help you all the same.") },
		{ "rejected",
		  TR("We looked at it with care, and do not think that we did wrong.") },
		{ NULL, NULL }
	};

	return complaint_words_of(sentences, outcome);
}

static const char *more(struct ctx *cx, const char *before, const char *words)
{
	return *words ? hk_format(cx->arena, "%s%s\n\n", before, words) : before;
}

/* What he can do now: by when he answers, who looks at it again, who else there is. */
static enum hk_result ways_on(struct ctx *cx, const struct complaint *complaint,
			      const char *language, const char **letter)
{
	struct complaint_rule rule;
	const char *outside;

	HK_TRY(complaint_rule_find(cx, &rule));
	*letter =
		more(cx, *letter,
		     i18n_fill(cx->arena,
			       i18n_text(language,
					 TR("Please tell us within {days} days whether you accept "
					    "this. You can just answer this mail.")),
			       "days", hk_format(cx->arena, "%" PRId64, rule.offer_days), NULL));
	if (complaint->round < COMPLAINT_ROUNDS)
		*letter =
			more(cx, *letter,
			     i18n_text(language,
				       TR("If you do not accept it, your complaint stays open, and "
					  "somebody here who had nothing to do with it looks at it "
					  "again.")));
	else
		*letter =
			more(cx, *letter, i18n_text(language, TR("This is our last word on it.")));
	HK_TRY(complaint_outside(cx, language, &outside));
	*letter = more(cx, *letter, outside);
	return HK_OK;
}

enum hk_result complaint_letter(struct ctx *cx, const struct ticket *ticket, const char *language,
				const char **ret)
{
	struct complaint complaint;
	struct customer customer;
	const char *letter = "";

	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (!complaint.round)
		return problem(cx, HK_CONFLICT, TR("It is not decided yet."));
	HK_TRY(customer_find(cx, ticket->customer_id, &customer));
	letter = more(cx, letter,
		      i18n_fill(cx->arena, i18n_text(language, TR("Hello {name},")), "name",
				customer.name, NULL));
	letter = more(cx, letter,
		      i18n_fill(cx->arena,
				i18n_text(language,
					  TR("this is our decision on your complaint {number}.")),
				"number", hk_format(cx->arena, "#%" PRId64, ticket->number), NULL));
	letter = more(cx, letter, i18n_text(language, outcome_sentence(complaint.outcome)));
	letter = more(cx, letter, complaint.reasons);
	letter = more(cx, letter, complaint.remedies);
	if (complaint.amount)
		letter = more(cx, letter,
			      i18n_fill(cx->arena, i18n_text(language, TR("You get {amount}.")),
					"amount", money(cx, &complaint), NULL));
	HK_TRY(ways_on(cx, &complaint, language, &letter));
	*ret = more(cx, letter, cx->actor->name);
	return HK_OK;
}

/* Line breaks are a matter of taste. */
static bool has_words(struct ctx *cx, const char *text, const char *words)
{
	return strstr(hk_one_line(cx->arena, text), hk_one_line(cx->arena, words)) != NULL;
}

enum hk_result complaint_on_reply(struct ctx *cx, struct ticket *ticket, int64_t message_id,
				  const char *text)
{
	unsigned char digest[HK_DIGEST];
	struct complaint complaint;
	struct complaint_rule rule;

	if (!complaint_is_open(ticket))
		return HK_OK;
	HK_TRY(clock_stop(cx, ticket->id, COMPLAINT_PERSON_CLOCK));
	HK_TRY(clock_stop(cx, ticket->id, LEGAL_ACK_CLOCK));
	if (strcmp(ticket->complaint, "decided") != 0)
		return HK_OK;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (complaint.letter_id || !has_words(cx, text, complaint.reasons) ||
	    !has_words(cx, text, complaint.remedies))
		return HK_OK;
	HK_TRY(complaint_rule_find(cx, &rule));
	hk_sha256(text, strlen(text), digest);
	complaint.letter_id = message_id;
	complaint.letter_digest = hk_hex(cx->arena, digest, sizeof(digest));
	HK_TRY(complaint_days_end(cx, rule.offer_days, &complaint.offer_until));
	HK_TRY(clock_stop(cx, ticket->id, COMPLAINT_ANSWER_CLOCK));
	HK_TRY(clock_stop(cx, ticket->id, LEGAL_FINAL_CLOCK));
	HK_TRY(complaint_log_add(cx, &complaint, "told", complaint.letter_digest));
	return complaint_put(cx, ticket, &complaint);
}

enum hk_result complaint_on_unsaid(struct ctx *cx, struct ticket *ticket, int64_t message_id)
{
	struct complaint complaint;

	if (!complaint_is_any(ticket))
		return HK_OK;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (complaint.letter_id != message_id)
		return HK_OK;
	complaint.letter_id = complaint.offer_until = 0;
	complaint.letter_digest = "";
	HK_TRY(complaint_log_add(cx, &complaint, "untold", ""));
	return complaint_put(cx, ticket, &complaint);
}

/* He does not accept it: it stays open, and the time for a decision begins anew. */
static enum hk_result refuse(struct ctx *cx, const struct ticket *ticket,
			     struct complaint *complaint)
{
	struct complaint_rule rule;

	complaint->stage = "refused";
	complaint->ended_at = complaint->keep_until = 0;
	if (complaint->round >= COMPLAINT_ROUNDS)
		return HK_OK;
	HK_TRY(complaint_rule_find(cx, &rule));
	return rule.answer_days
		       ? complaint_days_clock(cx, ticket, COMPLAINT_ANSWER_CLOCK, rule.answer_days)
		       : HK_OK;
}

static enum hk_result answer_row(struct ctx *cx, const struct ticket *ticket, struct complaint *ret)
{
	if (!complaint_is_open(ticket))
		return problem(cx, HK_CONFLICT,
			       TR("This is no complaint that is open. Please look again."));
	HK_TRY(complaint_row(cx, ticket->id, ret));
	if (cx->actor->kind == ACTOR_STAFF)
		HK_TRY(complaint_to_change(cx, ticket, COMPLAINT_VERSION_ANY, ret));
	return ret->letter_id
		       ? HK_OK
		       : problem(cx, HK_CONFLICT, TR("The customer was not told a decision yet."));
}

enum hk_result complaint_answer(struct ctx *cx, struct ticket *ticket, const char *reply,
				const char *words)
{
	bool is_accepted = strcmp(reply, "accepted") == 0;
	struct ticket old = *ticket;
	struct complaint complaint = { .reply = "" };

	HK_TRY(answer_row(cx, ticket, &complaint));
	if (strcmp(complaint.reply, reply) == 0)
		return HK_OK;
	if (!is_accepted && strcmp(reply, "rejected") != 0)
		return field_problem(cx, "reply", TR("Please choose one of these."));
	if (cx->actor->kind == ACTOR_STAFF && !hk_has_ink(words))
		return field_problem(cx, "reply_words",
				     TR("Please write how the customer said so, and when."));
	if (!complaint_fits(cx, "reply_words", words, COMPLAINT_WORDS_LETTERS))
		return HK_INVALID;
	complaint.reply = reply;
	complaint.reply_words = hk_trim(cx->arena, words);
	complaint.replied_at = cx->now;
	complaint.stage = "decided";
	if (!is_accepted)
		HK_TRY(refuse(cx, ticket, &complaint));
	HK_TRY(complaint_log_add(cx, &complaint, reply, complaint.reply_words));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	HK_TRY(history_record(cx, ticket->id,
			      is_accepted ? "complaint_accepted" : "complaint_refused", "", NULL));
	return ticket_store(cx, ticket, &old,
			    cx->actor->kind == ACTOR_CUSTOMER ? "message.added" : "ticket.changed");
}

enum hk_result complaint_done(struct ctx *cx, struct ticket *ticket)
{
	struct ticket old = *ticket;
	struct complaint complaint;

	HK_TRY(complaint_to_change(cx, ticket, COMPLAINT_VERSION_ANY, &complaint));
	if (complaint.done_at)
		return HK_OK;
	if (!complaint.letter_id || !gives(&complaint))
		return problem(cx, HK_CONFLICT,
			       TR("Nothing was promised to the customer that could be done."));
	complaint.done_at = cx->now;
	complaint.done_by = cx->actor->id;
	HK_TRY(complaint_log_add(cx, &complaint, "done", complaint.remedies));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}

static void gap(struct complaint_gaps *gaps, const char *sentence, const char *anchor,
		int64_t until)
{
	gaps->items[gaps->count++] = (struct complaint_gap){ sentence, anchor, until };
}

/* After the letter: his word, or the end of the time for it; and what was promised. */
static void end_gaps(const struct ctx *cx, const struct complaint *complaint,
		     struct complaint_gaps *ret)
{
	bool is_refused = strcmp(complaint->reply, "rejected") == 0;

	if (is_refused && complaint->round < COMPLAINT_ROUNDS)
		gap(ret,
		    TR("The customer does not accept the decision. Somebody else decides again."),
		    "decision", 0);
	if (!*complaint->reply && complaint->offer_until > cx->now)
		gap(ret,
		    TR("The customer can say until {time} whether he accepts. Please wait, or note "
		       "what he said."),
		    "answer", complaint->offer_until);
	if (gives(complaint) && !complaint->done_at && !is_refused)
		gap(ret, TR("Please note when what was decided is done."), "done", 0);
}

enum hk_result complaint_missing(struct ctx *cx, const struct ticket *ticket,
				 struct complaint_gaps *ret)
{
	struct complaint complaint;

	ret->count = 0;
	if (!complaint_is_open(ticket))
		return HK_OK;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (!*complaint.remedy_stated)
		gap(ret, TR("Please write what the customer wants, or that it was not said."),
		    "receipt", 0);
	if (!*complaint.severity)
		gap(ret, TR("Please assess how bad it is."), "assessment", 0);
	if (!complaint.round)
		gap(ret, TR("Please decide, and give the reasons."), "decision", 0);
	else if (!complaint.letter_id)
		gap(ret, TR("Please tell the customer the decision with its reasons."), "letter",
		    0);
	else
		end_gaps(cx, &complaint, ret);
	return HK_OK;
}

enum hk_result complaint_may_end(struct ctx *cx, const struct ticket *ticket)
{
	struct complaint_gaps gaps;
	const char *time = "";

	HK_TRY(complaint_missing(cx, ticket, &gaps));
	if (gaps.count == 0)
		return HK_OK;
	if (gaps.items[0].until) {
		const struct i18n_reader reader = i18n_reader_of(cx);
		time = i18n_due(&reader, cx->now, gaps.items[0].until);
	}
	return problem(cx, HK_CONFLICT,
		       i18n_fill(cx->arena, i18n_text(cx->language, gaps.items[0].sentence), "time",
				 time, NULL));
}

enum hk_result complaint_on_end(struct ctx *cx, struct ticket *ticket, bool is_accepted)
{
	struct complaint complaint;

	if (!complaint_is_any(ticket))
		return HK_OK;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (is_accepted && !*complaint.reply) {
		complaint.reply = "accepted";
		complaint.replied_at = cx->now;
	}
	if (strcmp(complaint.stage, "ended") == 0 && !is_accepted)
		return HK_OK;
	complaint.stage = "ended";
	complaint.ended_at = cx->now;
	HK_TRY(complaint_keep_until(cx, &complaint.keep_until));
	HK_TRY(complaint_log_add(cx, &complaint, "ended", complaint.reply));
	return complaint_put(cx, ticket, &complaint);
}

enum hk_result complaint_on_again(struct ctx *cx, struct ticket *ticket, bool is_refused)
{
	struct complaint complaint;

	if (strcmp(ticket->complaint, "ended") != 0)
		return HK_OK;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	complaint.stage = complaint.round ? "decided" : "assessed";
	complaint.ended_at = complaint.keep_until = 0;
	if (is_refused && complaint.letter_id) {
		complaint.reply = "rejected";
		complaint.replied_at = cx->now;
		HK_TRY(refuse(cx, ticket, &complaint));
	}
	HK_TRY(complaint_log_add(cx, &complaint, "open again", complaint.reply));
	return complaint_put(cx, ticket, &complaint);
}

enum hk_result complaint_judge(struct ctx *cx, struct ticket *ticket, int64_t score,
			       const char *words)
{
	struct ticket old = *ticket;
	struct complaint complaint;

	if (!complaint_is_any(ticket))
		return HK_NOT_FOUND;
	HK_TRY(complaint_row(cx, ticket->id, &complaint));
	if (score < 1 || score > COMPLAINT_SCORE_MOST)
		return field_problem(cx, "score", TR("Please choose one of these."));
	if (!complaint_fits(cx, "words", words, COMPLAINT_WORDS_LETTERS))
		return HK_INVALID;
	complaint.process_score = score;
	complaint.process_words = hk_trim(cx->arena, words);
	complaint.process_at = cx->now;
	HK_TRY(complaint_log_add(cx, &complaint, "judged",
				 hk_format(cx->arena, "%" PRId64, score)));
	HK_TRY(complaint_put(cx, ticket, &complaint));
	return ticket_store(cx, ticket, &old, "ticket.changed");
}
