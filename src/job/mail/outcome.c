#include "job/mail/outcome.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"

enum {
	LACKING_MAX_BYTES = 64 * 1024,
	LATE_TRIES = 12, /* about two hours: whoever wrote it may want to take another way */
};

const char *outcome_text(struct ctx *cx, const struct net_answer *answer)
{
	if (!answer->code)
		return answer->text;
	return hk_format(cx->arena, "%d %s", answer->code, answer->text);
}

static bool is_line_of(const char *lines, const char *address)
{
	size_t length = strlen(address);

	for (const char *at = lines; *at; at += strcspn(at, "\n"), at += *at == '\n')
		if (strcspn(at, "\n") == length && strncmp(at, address, length) == 0)
			return true;
	return false;
}

size_t outcome_envelope(struct ctx *cx, const struct outbox *mail, size_t max, const char **ret)
{
	char *lines = hk_copy(cx->arena, mail->recipients, strlen(mail->recipients)), *rest;
	size_t count = 0;

	for (char *line = strtok_r(lines, "\n", &rest); line && count < max;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *address = strchr(line, '\t');
		if (!address)
			continue;
		address++;
		address[strcspn(address, "\t")] = '\0';
		if (!*mail->lacking || is_line_of(mail->lacking, address))
			ret[count++] = address;
	}
	return count;
}

/* Whether who stands first got it by an earlier try. */
static bool has_reader(struct ctx *cx, const struct outbox *mail)
{
	return *mail->lacking && !is_line_of(mail->lacking, outbox_reader(cx, mail));
}

/* What the outcome of one try means for the row. Only a person's words are risked twice. */
static const char *state_of(const struct outbox *mail, enum net_outcome outcome)
{
	switch (outcome) {
	case NET_SENT: return "sent";
	case NET_REFUSED: return "failed";
	case NET_UNKNOWN: return mail->is_automatic ? "unknown" : "queued";
	case NET_DEFERRED:
	case NET_UNREACHABLE:
	case NET_OUTCOMES: break;
	}
	return "queued";
}

static bool is_last_try(const struct outbox *mail)
{
	return mail->attempts >= OUTBOX_ATTEMPTS_MAX;
}

static void other_add(const struct outbox *mail, struct outcome *outcome, const char *address,
		      const char *reason, bool is_final)
{
	outcome->others[outcome->other_count++] = (struct returned){
		.message_id = mail->message_id,
		.recipient = address,
		.status = "",
		.reason = reason,
		.is_final = is_final,
	};
}

struct outcome outcome_of_all(struct ctx *cx, const struct outbox *mail, const char *state,
			      const char *verdict)
{
	struct outcome outcome = {
		.state = state,
		.verdict = verdict,
		.lacking = strcmp(state, "sent") == 0 ? "" : mail->lacking,
		.has_reader = has_reader(cx, mail),
		.others = hk_alloc(cx->arena, NET_RECIPIENTS_MAX, sizeof(*outcome.others)),
	};
	const char *envelope[NET_RECIPIENTS_MAX];
	size_t count = outcome_envelope(cx, mail, NET_RECIPIENTS_MAX, envelope);
	bool is_over =
		strcmp(state, "failed") == 0 || (strcmp(state, "queued") == 0 && is_last_try(mail));

	if (is_over)
		outcome.state = "failed";
	/* Whoever it is written to has it: the reply is none that did not arrive. */
	if (is_over && outcome.has_reader) {
		outcome.state = "sent";
		outcome.lacking = "";
		for (size_t i = 0; i < count; i++)
			other_add(mail, &outcome, envelope[i], verdict, true);
	}
	return outcome;
}

/* One try, in which at least one of them got it. */
struct
try {
	const struct outbox *mail;
	struct outcome *outcome;
	const char *reader;
	struct hk_buf *lacking;
	const struct net_answer *reader_answer; /* why he has not got it; NULL: he has */
	const struct net_answer *late;          /* why it is tried again; NULL: it is not */
};

static void reader_take(struct try *try, const struct net_answer *answer)
{
	try->outcome->is_read_now = answer->outcome == NET_SENT;
	try->outcome->has_reader = try->outcome->is_read_now;
	try->reader_answer = try->outcome->is_read_now ? NULL : answer;
}

static void one_take(struct ctx *cx, struct try *try, const char *address,
		     const struct net_answer *answer)
{
	bool is_reader = hk_equal(address, try->reader);
	bool is_late = answer->outcome != NET_SENT && answer->outcome != NET_REFUSED;
	bool is_lost = answer->outcome == NET_REFUSED || (is_late && is_last_try(try->mail));

	if (is_reader)
		reader_take(try, answer);
	if (answer->outcome == NET_SENT)
		return;
	if (is_late || is_reader)
		hk_buf_format(try->lacking, "%s\n", address);
	if (is_late)
		try->late = answer;
	if (!is_reader && (is_lost || try->mail->attempts == LATE_TRIES))
		other_add(try->mail, try->outcome, address, outcome_text(cx, answer), is_lost);
}

/* Refused is the reader's word alone: what the others lack is told of them. */
static void try_end(struct ctx *cx, struct try *try, const struct net_verdict *verdict)
{
	struct outcome *outcome = try->outcome;
	const struct net_answer *reader = try->reader_answer;
	const char *why = outcome_text(cx, reader ? reader : try->late ? try->late : &verdict->all);

	if (reader && reader->outcome == NET_REFUSED)
		outcome->state = "failed";
	else if (!try->late)
		outcome->state = "sent";
	else if (is_last_try(try->mail))
		outcome->state = reader ? "failed" : "sent";
	else
		outcome->state = "queued";
	outcome->verdict = why;
	outcome->lacking = strcmp(outcome->state, "sent") == 0
				   ? ""
				   : hk_copy(cx->arena, try->lacking->bytes, try->lacking->length);
}

struct outcome outcome_of_each(struct ctx *cx, const struct outbox *mail,
			       const struct net_verdict *verdict)
{
	struct outcome outcome = outcome_of_all(cx, mail, state_of(mail, verdict->all.outcome),
						outcome_text(cx, &verdict->all));
	const char *envelope[NET_RECIPIENTS_MAX];
	size_t count = outcome_envelope(cx, mail, NET_RECIPIENTS_MAX, envelope);
	struct try try = { .mail = mail, .outcome = &outcome, .reader = outbox_reader(cx, mail) };
	scoped_buf lacking = { 0 };

	outcome.is_read_now = verdict->all.outcome == NET_SENT && !outcome.has_reader;
	if (!verdict->recipients || verdict->recipient_count != count ||
	    (verdict->all.outcome != NET_SENT && !outcome.has_reader)) {
		outcome.has_reader = outcome.has_reader || outcome.is_read_now;
		return outcome;
	}
	outcome.other_count = 0;
	outcome.is_read_now = false;
	hk_buf_init(&lacking, LACKING_MAX_BYTES);
	try.lacking = &lacking;
	for (size_t i = 0; i < count; i++)
		one_take(cx, &try, envelope[i], &verdict->recipients[i]);
	try_end(cx, &try, verdict);
	return outcome;
}
