#include "job/mail/send.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/settings.h"
#include "job/access.h"
#include "job/mail/compose.h"
#include "job/mail/outcome.h"
#include "job/mail/send_line.h"
#include "job/mail/settled.h"
#include "net/net.h"
#include "ticket/mail/mail_id.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/outbox.h"

enum {
	BATCH = 10,
	MAIL_MAX_BYTES = 64 * 1024 * 1024,
	KEEP_TRIES = 5,
	KEEP_PAUSE_MS = 1000,
	TRIES_ALARM = 5,
	REST_FIRST_MS = 4 * 1000,
	REST_MOST_MS = 5 * 60 * 1000, /* our own server: nobody but us waits at its door */
	GIVE_UP_DAYS = 5,             /* RFC 5321 4.5.4.1 */
};

/* One mail is held at a time: a sender that is stopped leaves one behind about which nobody knows
 * whether it left, and none waits in a lease for the mail before it. */
struct turn {
	const struct outbox *mail; /* NULL: there is none to settle */
	struct outcome outcome;
	bool wants_next;
	const struct send_line *line;
	struct outbox_list claimed; /* out: the next one, or none */
	bool is_kept;               /* out: the mail's state was written */
};

static enum hk_result claim(struct ctx *cx, struct turn *turn)
{
	const struct send_line *line = turn->line;
	int64_t due_at = line->is_given_up ? cx->now - GIVE_UP_DAYS * HK_DAY : cx->now;

	HK_TRY(outbox_claim_of(cx, line->mailbox_id, due_at, &turn->claimed));
	for (size_t i = 0; i < turn->claimed.count; i++)
		turn->claimed.items[i].server = line->smtp.folder ? "" : line->smtp.server.host;
	return HK_OK;
}

static enum hk_result turn_work(struct ctx *cx, void *data)
{
	struct turn *turn = data;

	turn->claimed.count = 0;
	turn->is_kept = false;
	if (turn->mail) {
		const struct outcome *outcome = &turn->outcome;
		enum hk_result result = outbox_settle_for(
			cx, turn->mail, outcome->state, outcome->verdict,
			&(struct outbox_lacking){ outcome->lacking, outcome->has_reader });
		if (result != HK_OK && result != HK_CONFLICT)
			return result;
		turn->is_kept = result == HK_OK;
	}
	if (turn->wants_next)
		HK_TRY(claim(cx, turn));
	return turn->is_kept ? settled_tell_each(cx, turn->mail, &turn->outcome) : HK_OK;
}

/* The codes of the server (RFC 5321, 3463) or a sentence of ours: its own words may name people. */
static const char *reason_of(struct ctx *cx, const struct turn *turn)
{
	const char *verdict = turn->outcome.verdict ? turn->outcome.verdict : "";
	size_t codes = strspn(verdict, "0123456789. ");

	if (codes > 0)
		return hk_trim(cx->arena, hk_copy(cx->arena, verdict, codes));
	return strpbrk(verdict, "@\"") ? "" : verdict;
}

/* What has left must not be forgotten because the database was away just then. */
static enum hk_result turn_write(struct ctx *cx, struct turn *turn)
{
	enum hk_result result = ctx_write(cx, turn_work, turn);

	for (int tries = 0; tries < KEEP_TRIES && turn->mail && result == HK_UNAVAILABLE; tries++) {
		hk_pause_ms(KEEP_PAUSE_MS);
		result = ctx_write(cx, turn_work, turn);
	}
	if (turn->mail)
		hk_log(HK_LOG_INFO, "mail.tried",
		       "org=%" PRId64 " outbox=%" PRId64 " state=%s attempt=%" PRId64
		       " kept=%d reason=\"%s\"",
		       cx->org_id, turn->mail->id, turn->outcome.state, turn->mail->attempts,
		       turn->is_kept, reason_of(cx, turn));
	return result;
}

const char *send_socket(struct ctx *cx)
{
	return hk_format(cx->arena, "%s/net.sock", setting(cx->house->settings, SETTING_RUN_DIR));
}

bool send_line_open(struct ctx *cx, struct send_line *line, struct net_verdict *ret)
{
	if (line->session)
		return true;
	return net_smtp_open(cx->arena, line->socket, &line->smtp, &line->session, ret) == HK_OK;
}

void send_line_close(struct send_line *line)
{
	net_close(line->session);
	line->session = NULL;
}

static void turn_set(struct ctx *cx, struct turn *turn, const char *state, const char *verdict)
{
	turn->outcome = outcome_of_all(cx, turn->mail, state, verdict);
}

static bool is_shut_out(const struct send_line *line, const struct net_verdict *verdict)
{
	return line->mailbox_id != OUTBOX_HOUSE && verdict->all.outcome == NET_REFUSED &&
	       net_is_denied(&verdict->all);
}

/* A server at which somebody signs in may take mail from his own address alone, and may want him
 * to sign in again in the midst: nothing of the mail was handed over then. */
static enum hk_result letter_send(struct ctx *cx, struct send_line *line, const char *sender,
				  struct net_mail *letter, struct net_verdict *ret)
{
	enum hk_result result = net_smtp_send(cx->arena, line->session, letter, ret);

	if (is_shut_out(line, ret) && line->has_token) {
		if (!send_line_renew(cx, line, ret))
			return HK_UNAVAILABLE;
		result = net_smtp_send(cx->arena, line->session, letter, ret);
	}
	if (line->mailbox_id == OUTBOX_HOUSE || *letter->from || !ret->is_sender_refused ||
	    is_shut_out(line, ret))
		return result;
	letter->from = sender;
	return net_smtp_send(cx->arena, line->session, letter, ret);
}

/* Reports give it back (RFC 3461), some of them without the mail: so it is signed as a Message-ID
 * is, and finds its mail as well. */
static const char *envelope_id_of(struct ctx *cx, const struct outbox *mail)
{
	const char *own;

	if (!mail->is_automatic) {
		const char *mark = mail_mark_of(cx, mail->mail_id);

		return *mark ? mark : hk_format(cx->arena, "hark-%" PRId64, mail->id);
	}
	own = mail_id_make(cx, mail->ticket_id, mail->id, "");
	return hk_copy(cx->arena, own, strcspn(own, "@"));
}

/* A survey or news, which nobody asked for, answers no mail that a machine may have written; and
 * behind a server that takes all mail first, only a report tells that its address is gone. What
 * its reader may stop is of that kind. */
static bool wants_reports(const struct outbox *mail)
{
	return !mail->is_automatic || *mail->unsubscribe;
}

static void hand_over(struct ctx *cx, struct send_line *line, struct turn *turn, const char *sender,
		      const struct hk_buf *bytes)
{
	const struct outbox *mail = turn->mail;
	const char *recipients[NET_RECIPIENTS_MAX];
	struct net_verdict verdict = { .all = { NET_UNREACHABLE, 0, "" } };
	struct net_mail letter = {
		/* Nobody's machine answers to the null path (RFC 5321 4.5.5). */
		.from = wants_reports(mail) ? sender : "",
		.recipients = recipients,
		.recipient_count = outcome_envelope(cx, mail, NET_RECIPIENTS_MAX, recipients),
		.envelope_id = envelope_id_of(cx, mail),
		.wants_reports = wants_reports(mail),
		.bytes = bytes->bytes,
		.length = bytes->length,
		.at = cx->now,
	};
	enum hk_result result = letter_send(cx, line, sender, &letter, &verdict);

	if (result == HK_INVALID)
		turn_set(cx, turn, "failed",
			 TR("The address is not one that mail can be sent to."));
	else if (is_shut_out(line, &verdict)) /* it is us whom it does not want, not the mail */
		turn_set(cx, turn, "queued", line->fault = outcome_text(cx, &verdict.all));
	else
		turn->outcome = outcome_of_each(cx, mail, &verdict);
	if (verdict.all.outcome == NET_UNKNOWN || verdict.all.outcome == NET_UNREACHABLE)
		send_line_close(line);
}

static void send_one(struct ctx *cx, struct send_line *line, struct turn *turn,
		     struct compose_sender sender)
{
	struct net_verdict verdict = { .all = { NET_UNREACHABLE, 0, "" } };
	scoped_buf bytes;

	hk_buf_init(&bytes, MAIL_MAX_BYTES);

	enum hk_result result = compose_outbox(cx, turn->mail, sender, &bytes);

	if (result != HK_OK) {
		turn_set(cx, turn, result == HK_UNAVAILABLE ? "queued" : "failed",
			 TR("The mail could not be written."));
		return;
	}
	if (!line->fault && !send_line_open(cx, line, &verdict))
		line->fault = outcome_text(cx, &verdict.all);
	if (line->fault)
		turn_set(cx, turn, line->is_given_up ? "failed" : "queued", line->fault);
	else
		hand_over(cx, line, turn, sender.address, &bytes);
}

struct sender {
	int64_t mailbox_id;
	struct compose_sender found;
};

static enum hk_result find_sender(struct ctx *cx, void *data)
{
	struct sender *sender = data;
	struct mailbox mailbox;

	HK_TRY(mailbox_or_usual(cx, sender->mailbox_id, &mailbox));
	sender->found = (struct compose_sender){ mailbox.address, mailbox.takes_plus != 0 };
	return HK_OK;
}

static void send_turn(struct ctx *cx, struct send_line *line, struct turn *turn)
{
	struct sender sender = { .mailbox_id = turn->mail->mailbox_id };

	if (ctx_read(cx, find_sender, &sender) == HK_OK)
		send_one(cx, line, turn, sender.found);
	else
		turn_set(cx, turn, "queued", TR("There is no mailbox to send from."));
}

/* A server that is away rests, with all that waits for it. */
static bool goes_on(const struct send_line *line)
{
	return !line->fault || line->is_given_up;
}

/* Time goes by while others' servers think: leases and pauses count from when they begin. */
enum hk_result send_batch(struct ctx *cx, struct send_line *line)
{
	int64_t began = cx->now, monotonic = hk_clock_monotonic();
	struct turn turn = { .wants_next = true, .line = line };
	enum hk_result result = turn_write(cx, &turn);

	for (int sent = 1; result == HK_OK && turn.claimed.count; sent++) {
		turn.mail = &turn.claimed.items[0];
		send_turn(cx, line, &turn);
		cx->now = began + (hk_clock_monotonic() - monotonic);
		turn.wants_next = sent < BATCH && goes_on(line);
		result = turn_write(cx, &turn);
	}
	send_line_close(line);
	return result;
}

static enum hk_result look(struct ctx *cx, void *data)
{
	return outbox_next_at(cx, data);
}

static enum hk_result tell_away(struct ctx *cx, void *data)
{
	struct mailbox mailbox;
	enum hk_result result = mailbox_usual(cx, &mailbox);

	(void)data;
	return result == HK_OK ? access_alarm(cx, mailbox.id, "server") : result;
}

/* One mail was tried; the others wait with it, and what has waited for days is given back. */
static enum hk_result house_rest(struct ctx *cx, struct send_line *line, struct send_rest *rest)
{
	rest->until = cx->now + hk_backoff_ms(REST_FIRST_MS, REST_MOST_MS, rest->tries);
	rest->tries++;
	hk_log(HK_LOG_WARNING, "smtp.rests", "org=%" PRId64 " house tries=%" PRId64, cx->org_id,
	       rest->tries);
	if (rest->tries == TRIES_ALARM && ctx_write(cx, tell_away, NULL) == HK_UNAVAILABLE)
		rest->tries--;
	line->is_given_up = true;
	return send_batch(cx, line);
}

static enum hk_result house_send(struct ctx *cx, struct send_line *line, struct send_rest *rest)
{
	HK_TRY(send_batch(cx, line));
	if (line->fault)
		return house_rest(cx, line, rest);
	*rest = (struct send_rest){ 0, 0 };
	return HK_OK;
}

enum hk_result send_due(struct ctx *cx, struct send_rest *rest, int64_t *ret_next)
{
	const char *url = setting(cx->house->settings, SETTING_SMTP), *fault = NULL;
	struct send_line line = { .socket = send_socket(cx), .mailbox_id = OUTBOX_HOUSE };

	if (!*url)
		return HK_NOT_FOUND;
	*ret_next = rest->until;
	if (rest->until > cx->now)
		return HK_OK;
	/* Mostly nothing is due, and then nobody who writes has to wait for us. */
	HK_TRY(ctx_read(cx, look, ret_next));
	if (*ret_next > cx->now)
		return HK_OK;
	if (net_smtp_read(cx->arena, url, &line.smtp, &fault) != HK_OK) {
		hk_log(HK_LOG_ERROR, "smtp.setting", "problem=\"%s\"", fault);
		return HK_NOT_FOUND;
	}
	HK_TRY(house_send(cx, &line, rest));
	HK_TRY(ctx_read(cx, look, ret_next));
	if (*ret_next < rest->until)
		*ret_next = rest->until;
	return HK_OK;
}
