#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "net/smtp.h"

enum {
	COMMAND_MS = 2 * HK_MINUTE,
	BLOCK_MS = 3 * HK_MINUTE,
	DOT_MS = 10 * HK_MINUTE,
	PIECE = 64 * 1024,
	COMMANDS_MAX = 64 * 1024,
	CODE_GO_AHEAD = 354,
};

static bool has_wide_address(const struct net_mail *mail)
{
	for (size_t i = 0; i < mail->recipient_count; i++)
		if (!hk_is_ascii(mail->recipients[i]))
			return true;
	return !hk_is_ascii(mail->from);
}

static bool has_wide_bytes(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)bytes[i] >= 0x80)
			return true;
	return false;
}

/* Raw letters in a header need the same promise as in an address (RFC 6532). */
static bool needs_utf8(const struct net_mail *mail)
{
	const char *end = memmem(mail->bytes, mail->length, "\r\n\r\n", 4);
	size_t head = end ? (size_t)(end - (const char *)mail->bytes) : mail->length;

	return has_wide_address(mail) || has_wide_bytes(mail->bytes, head);
}

/* xtext of RFC 3461, section 4. */
static void put_xtext(struct hk_buf *out, const char *text)
{
	for (; *text; text++) {
		if (*text < '!' || *text > '~' || *text == '+' || *text == '=')
			hk_buf_format(out, "+%02X", (unsigned char)*text);
		else
			hk_buf_char(out, *text);
	}
}

static void put_mail(struct smtp *smtp, struct hk_buf *out, const struct net_mail *mail)
{
	hk_buf_format(out, "MAIL FROM:<%s>", mail->from);
	if (smtp->offers.size > 0)
		hk_buf_format(out, " SIZE=%zu", mail->length);
	if (smtp->offers.eight_bit && has_wide_bytes(mail->bytes, mail->length))
		hk_buf_text(out, " BODY=8BITMIME");
	if (smtp->offers.utf8 && needs_utf8(mail))
		hk_buf_text(out, " SMTPUTF8");
	if (smtp->offers.reports && mail->wants_reports) {
		hk_buf_text(out, " RET=HDRS");
		if (*mail->envelope_id) {
			hk_buf_text(out, " ENVID=");
			put_xtext(out, mail->envelope_id);
		}
	}
	hk_buf_text(out, "\r\n");
}

static void put_recipient(struct smtp *smtp, struct hk_buf *out, const struct net_mail *mail,
			  const char *address)
{
	hk_buf_format(out, "RCPT TO:<%s>", address);
	if (smtp->offers.reports && mail->wants_reports)
		hk_buf_text(out, " NOTIFY=FAILURE,DELAY");
	hk_buf_text(out, "\r\n");
}

static struct net_answer answer_for(const struct smtp *smtp, struct hk_arena *arena)
{
	struct net_answer answer = { .code = smtp->code, .text = hk_copy_text(arena, smtp->text) };

	if (smtp->code == 0)
		answer.outcome = NET_UNREACHABLE;
	else if (smtp_is_positive(smtp->code))
		answer.outcome = NET_SENT;
	else
		answer.outcome = smtp->code < 500 ? NET_DEFERRED : NET_REFUSED;
	return answer;
}

/* One mail on its way through the conversation. */
struct handover {
	struct smtp *smtp;
	struct hk_arena *arena;
	const struct net_mail *mail;
	struct net_answer *recipients;
	struct net_answer all;
	size_t accepted;
	bool is_sender_refused;
};

static enum hk_result commands_flush(struct smtp *smtp, struct hk_buf *commands)
{
	net_line_allow_ms(smtp->line, COMMAND_MS);
	if (net_line_write(smtp->line, commands->bytes, commands->length) != HK_OK)
		return smtp_broken(smtp, smtp->line->problem);
	hk_buf_clear(commands);
	return HK_OK;
}

static enum hk_result sender_take(struct handover *handover)
{
	HK_TRY(smtp_reply_read(handover->smtp, NULL));
	handover->all = answer_for(handover->smtp, handover->arena);
	return HK_OK;
}

static enum hk_result recipient_take(struct handover *handover, size_t at)
{
	HK_TRY(smtp_reply_read(handover->smtp, NULL));
	handover->recipients[at] = answer_for(handover->smtp, handover->arena);
	handover->accepted += handover->recipients[at].outcome == NET_SENT;
	return HK_OK;
}

static void forget_recipients(struct handover *handover)
{
	for (size_t i = 0; i < handover->mail->recipient_count; i++)
		handover->recipients[i] = (struct net_answer){ 0 };
	handover->accepted = 0;
}

static enum hk_result envelope_pipelined(struct handover *handover, struct hk_buf *commands)
{
	const struct net_mail *mail = handover->mail;

	put_mail(handover->smtp, commands, mail);
	for (size_t i = 0; i < mail->recipient_count; i++)
		put_recipient(handover->smtp, commands, mail, mail->recipients[i]);
	HK_TRY(commands_flush(handover->smtp, commands));
	HK_TRY(sender_take(handover));
	for (size_t i = 0; i < mail->recipient_count; i++)
		HK_TRY(recipient_take(handover, i));
	/* Without a sender the other answers say only that there is none. */
	if (handover->all.outcome != NET_SENT)
		forget_recipients(handover);
	return HK_OK;
}

static enum hk_result envelope_stepwise(struct handover *handover, struct hk_buf *commands)
{
	const struct net_mail *mail = handover->mail;

	put_mail(handover->smtp, commands, mail);
	HK_TRY(commands_flush(handover->smtp, commands));
	HK_TRY(sender_take(handover));
	for (size_t i = 0; i < mail->recipient_count && handover->all.outcome == NET_SENT; i++) {
		put_recipient(handover->smtp, commands, mail, mail->recipients[i]);
		HK_TRY(commands_flush(handover->smtp, commands));
		HK_TRY(recipient_take(handover, i));
	}
	return HK_OK;
}

void smtp_stuff(struct hk_buf *out, const char *bytes, size_t length, bool *is_at_start)
{
	for (size_t at = 0; at < length;) {
		const char *end = bytes + at;
		size_t left = length - at;

		if (*is_at_start && *end == '.')
			hk_buf_char(out, '.');
		while (left > 0 && *end != '\r' && *end != '\n') {
			end++;
			left--;
		}
		hk_buf_put(out, bytes + at, (size_t)(end - bytes) - at);
		*is_at_start = left > 0;
		if (left > 0) {
			hk_buf_text(out, "\r\n");
			end += left > 1 && end[0] == '\r' && end[1] == '\n' ? 2 : 1;
		}
		at = (size_t)(end - bytes);
	}
}

/* A piece must not end between CR and LF, or they would become two line ends. */
static size_t piece_length(const char *bytes, size_t left)
{
	if (left <= PIECE)
		return left;
	return bytes[PIECE - 1] == '\r' ? PIECE - 1 : PIECE;
}

static enum hk_result bytes_write(struct smtp *smtp, const struct net_mail *mail)
{
	const char *at = mail->bytes;
	size_t left = mail->length;
	bool is_at_start = true;
	scoped_buf piece;

	hk_buf_init(&piece, (size_t)4 * PIECE);
	while (left > 0) {
		size_t taken = piece_length(at, left);

		hk_buf_clear(&piece);
		smtp_stuff(&piece, at, taken, &is_at_start);
		net_line_allow_ms(smtp->line, BLOCK_MS);
		if (net_line_write(smtp->line, piece.bytes, piece.length) != HK_OK)
			return smtp_broken(smtp, smtp->line->problem);
		at += taken;
		left -= taken;
	}
	if (!is_at_start && net_line_write(smtp->line, "\r\n", 2) != HK_OK)
		return smtp_broken(smtp, smtp->line->problem);
	return HK_OK;
}

static enum hk_result data_send(struct handover *handover, smtp_on_handing *on_handing, void *data)
{
	struct smtp *smtp = handover->smtp;

	HK_TRY(smtp_say(smtp, "DATA\r\n"));
	if (smtp->code != CODE_GO_AHEAD) {
		handover->all = answer_for(smtp, handover->arena);
		if (smtp->code < 400)
			return smtp_broken(
				smtp, "The server answered DATA in a way that makes no sense.");
		return HK_OK;
	}
	HK_TRY(bytes_write(smtp, handover->mail));
	HK_TRY(on_handing(data));
	net_line_allow_ms(smtp->line, DOT_MS);
	if (net_line_write(smtp->line, ".\r\n", 3) != HK_OK ||
	    smtp_reply_read(smtp, NULL) != HK_OK) {
		hk_ignore(smtp_broken(smtp, smtp->line->problem));
		handover->all = answer_for(smtp, handover->arena);
		handover->all.outcome = NET_UNKNOWN;
		return HK_OK;
	}
	handover->all = answer_for(smtp, handover->arena);
	if (smtp->code < 400 && handover->all.outcome != NET_SENT)
		handover->all.outcome = NET_UNKNOWN;
	return HK_OK;
}

/* Nobody was accepted: the mail is refused only if it is for all of them. */
static void nobody_left(struct handover *handover)
{
	const struct net_mail *mail = handover->mail;

	if (handover->all.outcome != NET_SENT) {
		handover->is_sender_refused = handover->all.outcome == NET_REFUSED;
		return;
	}
	handover->all = handover->recipients[0];
	for (size_t i = 0; i < mail->recipient_count; i++)
		if (handover->recipients[i].outcome == NET_DEFERRED)
			handover->all = handover->recipients[i];
}

static enum hk_result handover_run(struct handover *handover, smtp_on_handing *on_handing,
				   void *data)
{
	struct smtp *smtp = handover->smtp;
	scoped_buf commands;

	hk_buf_init(&commands, COMMANDS_MAX);
	if (smtp->offers.pipelining)
		HK_TRY(envelope_pipelined(handover, &commands));
	else
		HK_TRY(envelope_stepwise(handover, &commands));
	if (handover->accepted > 0 && handover->all.outcome == NET_SENT)
		return data_send(handover, on_handing, data);
	nobody_left(handover);
	return HK_OK;
}

/* For those who were accepted, what happened to the mail is what happened to them. */
static void recipients_settle(struct handover *handover)
{
	for (size_t i = 0; i < handover->mail->recipient_count; i++)
		if (handover->recipients[i].outcome == NET_SENT || !handover->recipients[i].text)
			handover->recipients[i] = handover->all;
}

static const char *refuse_before(const struct smtp *smtp, const struct net_mail *mail)
{
	if (smtp->offers.size > 0 && (int64_t)mail->length > smtp->offers.size)
		return "5.3.4 The mail is larger than the server says it takes.";
	if (!smtp->offers.utf8 && needs_utf8(mail))
		return "5.6.7 The server takes no addresses in letters beyond a to z.";
	return NULL;
}

void smtp_send(struct smtp *smtp, struct hk_arena *arena, const struct net_mail *mail,
	       smtp_on_handing *on_handing, void *data, struct net_verdict *ret)
{
	struct handover handover = { .smtp = smtp, .arena = arena, .mail = mail };
	const char *refusal = refuse_before(smtp, mail);

	handover.recipients = hk_alloc(arena, mail->recipient_count, sizeof(struct net_answer));
	if (refusal)
		handover.all = (struct net_answer){ NET_REFUSED, 0, refusal };
	else if (handover_run(&handover, on_handing, data) != HK_OK)
		handover.all =
			(struct net_answer){ NET_UNREACHABLE, 0, hk_copy_text(arena, smtp->text) };
	recipients_settle(&handover);
	*ret = (struct net_verdict){ handover.all, handover.recipients, mail->recipient_count,
				     handover.is_sender_refused };
	if (!refusal && handover.all.outcome != NET_UNREACHABLE &&
	    handover.all.outcome != NET_UNKNOWN && handover.all.outcome != NET_SENT)
		hk_ignore(smtp_say(smtp, "RSET\r\n"));
}
