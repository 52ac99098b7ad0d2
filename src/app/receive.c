#include "app/receive.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "channel/email/lmtp.h"
#include "intake/intake.h"
#include "ticket/mail/mailbox.h"

enum {
	HEAD_BYTES = 64 * 1024,
	TEXT_BYTES = 256,
	ADDRESS_BYTES = 256, /* RFC 5321, 4.5.3.1.3 */
	GATE_MS = 60 * 1000,
	KNOWN_MS = 1000,
};

struct receiver {
	struct open_house *open;
	struct lmtp_settings settings;
	struct lmtp_handler handler;
	struct lmtp_server *server;
};

struct mail_worker {
	struct open_house *open;
	struct kit *kit;
	struct hk_arena *arena;
	char text[TEXT_BYTES];     /* the last answer, which outlives the arena's */
	char known[ADDRESS_BYTES]; /* the last recipient that there was */
	int64_t known_at;          /* monotonic ms */
};

static void *worker_new(void *data)
{
	const struct receiver *receiver = data;
	struct mail_worker *worker = calloc(1, sizeof(*worker));

	if (!worker)
		abort();
	worker->open = receiver->open;
	worker->kit = kit_new();
	worker->arena = hk_arena_new();
	return worker;
}

static void worker_free(void *data)
{
	struct mail_worker *worker = data;

	kit_free(worker->kit);
	hk_arena_free(worker->arena);
	hk_free(worker);
}

static struct ctx context(struct mail_worker *worker)
{
	struct ctx cx;

	ctx_init(&cx, &worker->open->house, worker->kit, worker->arena, house_now(worker->open));
	return cx;
}

struct mail_question {
	const char *address;
	struct mailbox mailbox;
};

static enum hk_result find(struct ctx *cx, void *data)
{
	struct mail_question *question = data;

	return mailbox_anywhere(cx, question->address, &question->mailbox);
}

/* Mails that follow each other are mostly for one mailbox; each looks for it again when it is read.
 */
static enum hk_result on_recipient(void *data, const char *address)
{
	struct mail_worker *worker = data;

	if (hk_equal(address, worker->known) && hk_clock_monotonic() - worker->known_at < KNOWN_MS)
		return HK_OK;

	struct ctx cx = context(worker);
	enum hk_result result = ctx_read(&cx, find, &(struct mail_question){ .address = address });

	hk_arena_reset(worker->arena);
	if (result == HK_OK && strlen(address) < sizeof(worker->known)) {
		snprintf(worker->known, sizeof(worker->known), "%s", address);
		worker->known_at = hk_clock_monotonic();
	}
	return result;
}

static enum hk_result message_keep(struct mail_worker *worker, const char *recipient,
				   const char *sender, const struct lmtp_message *message)
{
	struct ctx cx = context(worker);
	struct intake_mail mail = { .raw = message->bytes,
				    .length = (size_t)message->size,
				    .mailbox = recipient,
				    .sender = sender,
				    .is_at_door = true };
	struct intake_outcome outcome = { .outcome = "" };
	char *raw;

	if (!mail.raw) {
		if (hk_fd_read(cx.arena, message->fd, (size_t)message->size + 1, &raw,
			       &mail.length) != HK_OK)
			return HK_UNAVAILABLE;
		mail.raw = raw;
	}

	enum hk_result result = intake_mail(&cx, &mail, &outcome);

	if (result == HK_OK)
		snprintf(worker->text, sizeof(worker->text), "kept as %s", outcome.outcome);
	else
		snprintf(worker->text, sizeof(worker->text), "%s", cx.problem ? cx.problem : "");
	if (result == HK_INVALID && outcome.is_too_much)
		return HK_DENIED;
	return result;
}

/* A large mail is held once here and once by who reads it. Nothing of it stays in this thread,
 * which may not see the next mail for hours. */
static enum hk_result on_message(void *data, const char *recipient, const char *sender,
				 const struct lmtp_message *message, const char **ret_text)
{
	struct mail_worker *worker = data;
	struct mail_gate *gate = worker->open->gate;

	worker->text[0] = '\0';
	*ret_text = worker->text;
	if (!mail_gate_enter(gate, message->size, GATE_MS)) {
		hk_log(HK_LOG_WARNING, "mail.gate", "bytes=%" PRId64, message->size);
		return HK_UNAVAILABLE;
	}

	enum hk_result result = message_keep(worker, recipient, sender, message);

	hk_arena_reset(worker->arena);
	mail_gate_leave(gate, message->size);
	return result;
}

static enum hk_result on_too_big(void *data, const char *recipient, const char *sender, int fd,
				 int64_t size)
{
	struct mail_worker *worker = data;
	struct ctx cx = context(worker);
	char *head = hk_alloc(cx.arena, HEAD_BYTES + 1, 1);
	ssize_t got = fd < 0 ? 0 : pread(fd, head, HEAD_BYTES, 0);
	struct intake_mail mail = { .raw = head,
				    .length = got > 0 ? (size_t)got : 0,
				    .mailbox = recipient,
				    .sender = sender,
				    .is_at_door = true };
	struct intake_outcome outcome;

	enum hk_result result = intake_mail_too_big(&cx, &mail, size, &outcome);

	hk_arena_reset(worker->arena);
	return result;
}

enum hk_result receiver_open(struct open_house *open, struct receiver **ret)
{
	const char *address = setting(&open->settings, SETTING_LMTP);
	struct receiver *receiver;

	*ret = NULL;
	if (!*address)
		return HK_OK;
	receiver = calloc(1, sizeof(*receiver));
	if (!receiver)
		abort();
	receiver->open = open;
	receiver->settings = lmtp_settings_default;
	receiver->settings.address = address;
	receiver->settings.limits.spool = setting(&open->settings, SETTING_BLOBS);
	receiver->settings.limits.mail_bytes = setting_number(&open->settings, SETTING_MAIL_MAX);
	receiver->handler = (struct lmtp_handler){ .data = receiver,
						   .worker_new = worker_new,
						   .worker_free = worker_free,
						   .recipient = on_recipient,
						   .message = on_message,
						   .too_big = on_too_big };

	enum hk_result result =
		lmtp_open(&receiver->settings, &receiver->handler, &receiver->server);

	if (result != HK_OK) {
		hk_log(HK_LOG_ERROR, "lmtp.listen.refused", "address=%s", address);
		hk_free(receiver);
		return result;
	}
	*ret = receiver;
	return HK_OK;
}

void receiver_close(struct receiver *receiver)
{
	if (!receiver)
		return;
	lmtp_close(receiver->server);
	hk_free(receiver);
}
