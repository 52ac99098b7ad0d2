#include "job/send.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "core/blob.h"
#include "core/settings.h"
#include "job/compose.h"
#include "net/net.h"
#include "ticket/mailbox.h"
#include "ticket/outbox.h"

enum { BATCH = 10, MAIL_MAX_BYTES = 64 * 1024 * 1024, RECIPIENTS_MAX = 50 };

struct batch {
	struct outbox_list mails;
	int64_t next;
};

static enum hk_result claim(struct ctx *cx, void *data)
{
	struct batch *batch = data;

	HK_TRY(outbox_claim(cx, BATCH, &batch->mails));
	return outbox_next_at(cx, &batch->next);
}

struct settle {
	const struct outbox *mail;
	const char *state, *verdict;
};

static enum hk_result settle(struct ctx *cx, void *data)
{
	const struct settle *what = data;

	return outbox_settle(cx, what->mail, what->state, what->verdict);
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

static void finish(struct ctx *cx, const struct outbox *mail, const char *state,
		   const char *verdict)
{
	struct settle what = { mail, state, verdict };
	enum hk_result result = ctx_write(cx, settle, &what);

	hk_log(HK_LOG_INFO, "mail.tried",
	       "org=%" PRId64 " outbox=%" PRId64 " state=%s attempt=%" PRId64 " kept=%d",
	       cx->org_id, mail->id, state, mail->attempts, result == HK_OK);
}

static const char *verdict_text(struct ctx *cx, const struct net_verdict *verdict)
{
	if (!verdict->all.code)
		return verdict->all.text;
	return hk_format(cx->arena, "%d %s", verdict->all.code, verdict->all.text);
}

/* The envelope is the list of recipients, whatever the header shows. */
static size_t envelope_of(struct ctx *cx, const struct outbox *mail, const char **ret)
{
	char *lines = hk_copy(cx->arena, mail->recipients, strlen(mail->recipients)), *rest;
	size_t count = 0;

	for (char *line = strtok_r(lines, "\n", &rest); line && count < RECIPIENTS_MAX;
	     line = strtok_r(NULL, "\n", &rest)) {
		char *address = strchr(line, '\t');
		if (!address)
			continue;
		address++;
		address[strcspn(address, "\t")] = '\0';
		ret[count++] = address;
	}
	return count;
}

/* A line to the mail server, opened when the first mail wants it and again when it broke. */
struct line {
	const char *socket;
	struct net_smtp smtp;
	struct net_session *session;
	const char *fault; /* why it cannot be opened now; the rest of the batch waits too */
};

static bool line_open(struct ctx *cx, struct line *line, struct net_verdict *ret)
{
	if (line->session)
		return true;
	return net_smtp_open(cx->arena, line->socket, &line->smtp, &line->session, ret) == HK_OK;
}

static void line_close(struct line *line)
{
	net_close(line->session);
	line->session = NULL;
}

static void send_one(struct ctx *cx, struct line *line, const struct outbox *mail,
		     const char *sender)
{
	const char *recipients[RECIPIENTS_MAX];
	struct net_verdict verdict = { .all = { NET_UNREACHABLE, 0, "" } };
	scoped_buf bytes;

	hk_buf_init(&bytes, MAIL_MAX_BYTES);
	if (compose_outbox(cx, mail, sender, &bytes) != HK_OK) {
		finish(cx, mail, "failed", "The mail could not be written.");
		return;
	}
	if (!line->fault && !line_open(cx, line, &verdict))
		line->fault = verdict_text(cx, &verdict);
	if (line->fault) {
		finish(cx, mail, "queued", line->fault);
		return;
	}

	struct net_mail letter = {
		/* Nobody's machine answers to the null path (RFC 5321 4.5.5). */
		.from = mail->is_automatic ? "" : sender,
		.recipients = recipients,
		.recipient_count = envelope_of(cx, mail, recipients),
		.envelope_id = hk_format(cx->arena, "hark-%" PRId64, mail->id),
		.wants_reports = !mail->is_automatic,
		.bytes = bytes.bytes,
		.length = bytes.length,
		.at = cx->now,
	};
	enum hk_result result = net_smtp_send(cx->arena, line->session, &letter, &verdict);

	if (result == HK_INVALID)
		finish(cx, mail, "failed", "The address is not one that mail can be sent to.");
	else
		finish(cx, mail, state_of(mail, verdict.all.outcome), verdict_text(cx, &verdict));
	if (verdict.all.outcome == NET_UNKNOWN || verdict.all.outcome == NET_UNREACHABLE)
		line_close(line);
}

struct sender {
	int64_t mailbox_id;
	const char *address;
};

static enum hk_result find_sender(struct ctx *cx, void *data)
{
	struct sender *sender = data;
	struct mailbox mailbox;
	enum hk_result result = mailbox_find(cx, sender->mailbox_id, &mailbox);

	if (result == HK_NOT_FOUND)
		result = mailbox_usual(cx, &mailbox);
	HK_TRY(result);
	sender->address = mailbox.address;
	return HK_OK;
}

static void send_batch(struct ctx *cx, struct line *line, const struct batch *batch)
{
	for (size_t i = 0; i < batch->mails.count; i++) {
		const struct outbox *mail = &batch->mails.items[i];
		struct sender sender = { .mailbox_id = mail->mailbox_id };
		if (ctx_read(cx, find_sender, &sender) == HK_OK)
			send_one(cx, line, mail, sender.address);
		else
			finish(cx, mail, "queued", "There is no mailbox to send from.");
	}
	line_close(line);
}

enum hk_result send_due(struct ctx *cx, int64_t *ret_next)
{
	const char *url = setting(cx->house->settings, SETTING_SMTP), *fault = NULL;
	struct batch batch = { .next = INT64_MAX };
	struct line line = { .socket = hk_format(cx->arena, "%s/net.sock",
						 setting(cx->house->settings, SETTING_RUN_DIR)) };

	if (!*url)
		return HK_NOT_FOUND;
	if (net_smtp_read(cx->arena, url, &line.smtp, &fault) != HK_OK) {
		hk_log(HK_LOG_ERROR, "smtp.setting", "problem=\"%s\"", fault);
		return HK_NOT_FOUND;
	}
	HK_TRY(ctx_write(cx, claim, &batch));
	*ret_next = batch.mails.count == BATCH ? cx->now : batch.next;
	send_batch(cx, &line, &batch);
	return HK_OK;
}
