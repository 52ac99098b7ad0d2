#include "net/client.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "net/sasl.h"

/* Longer than the child itself would ever wait. */
enum {
	READY_MS = 10 * HK_MINUTE,
	HURRY_MORE_MS = 5 * HK_SECOND, /* names are looked up without a deadline of ours */
	VERDICT_MS = 60 * HK_MINUTE,
};

struct net_session {
	struct net_link link;
	char *folder; /* dir:PATH: no link then */
};

static struct net_answer answer_make(enum net_outcome outcome, const char *text)
{
	return (struct net_answer){ outcome, 0, text };
}

struct net_answer client_no_role(void)
{
	return answer_make(NET_UNREACHABLE, "The process that speaks to servers is not running.");
}

enum hk_result client_connect(const char *path, int *ret)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	scoped_fd fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || strlen(path) >= sizeof(address.sun_path))
		return HK_UNAVAILABLE;
	memcpy(address.sun_path, path, strlen(path) + 1);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)))
		return HK_UNAVAILABLE;
	*ret = hk_fd_take(&fd);
	return HK_OK;
}

static struct net_session *session_new(int fd, const char *folder)
{
	struct net_session *session = calloc(1, sizeof(*session));

	if (!session)
		abort();
	net_link_init(&session->link, fd);
	session->folder = folder ? strdup(folder) : NULL;
	return session;
}

void net_close(struct net_session *session)
{
	if (!session)
		return;
	net_link_done(&session->link);
	hk_free(session->folder);
	hk_free(session);
}

bool net_is_denied(const struct net_answer *answer)
{
	static const int codes[] = { 530, 534, SASL_DENIED, 538 };

	for (size_t i = 0; i < HK_COUNT(codes); i++)
		if (answer->code == codes[i])
			return true;
	return false;
}

int64_t client_patience(const struct net_server *server)
{
	return server->hurry_ms ? server->hurry_ms + HURRY_MORE_MS : READY_MS;
}

enum hk_result client_ready(struct hk_arena *arena, struct net_link *link, int64_t ms, int stop,
			    struct net_answer *ret)
{
	struct wire_body body;
	enum hk_result result = net_link_receive(link, ms, stop, &body);

	if (result == HK_NOT_FOUND)
		return result;
	if (result != HK_OK || wire_ready_read(arena, &body, ret) != HK_OK) {
		*ret = client_no_role();
		return HK_UNAVAILABLE;
	}
	if (ret->outcome == NET_SENT)
		return HK_OK;
	ret->outcome = NET_UNREACHABLE;
	return HK_UNAVAILABLE;
}

enum hk_result net_smtp_open(struct hk_arena *arena, const char *socket_path,
			     const struct net_smtp *smtp, struct net_session **ret,
			     struct net_verdict *ret_verdict)
{
	struct net_session *session;
	enum hk_result result;
	int fd = -1;

	*ret_verdict = (struct net_verdict){ 0 };
	if (!smtp->folder && client_connect(socket_path, &fd) != HK_OK) {
		ret_verdict->all = client_no_role();
		return HK_UNAVAILABLE;
	}
	session = session_new(fd, smtp->folder);
	if (smtp->folder) {
		ret_verdict->all = answer_make(NET_SENT, "");
		*ret = session;
		return HK_OK;
	}
	wire_smtp_write(&session->link.out, &smtp->server);
	hk_ignore(net_link_send(&session->link)); /* the missing answer will tell */
	result = client_ready(arena, &session->link, client_patience(&smtp->server),
			      NET_LINK_NO_STOP, &ret_verdict->all);
	if (result != HK_OK) {
		net_close(session);
		return result;
	}
	*ret = session;
	return HK_OK;
}

static bool is_line(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return false;
	return true;
}

static bool is_sendable(const struct net_mail *mail)
{
	if (mail->recipient_count < 1 || mail->recipient_count > NET_RECIPIENTS_MAX ||
	    mail->length > INT32_MAX)
		return false;
	for (size_t i = 0; i < mail->recipient_count; i++)
		if (!hk_is_address(mail->recipients[i]))
			return false;
	return (!*mail->from || hk_is_address(mail->from)) && is_line(mail->envelope_id) &&
	       strlen(mail->envelope_id) <= WIRE_WORD_MAX;
}

/* The same answer for everybody. */
static void verdict_fill(struct hk_arena *arena, const struct net_mail *mail,
			 struct net_answer answer, struct net_verdict *ret)
{
	struct net_answer *recipients =
		hk_alloc(arena, mail->recipient_count + 1, sizeof(*recipients));

	for (size_t i = 0; i < mail->recipient_count; i++)
		recipients[i] = answer;
	*ret = (struct net_verdict){ answer, recipients, mail->recipient_count, false };
}

/* As a mail server would deliver it: the envelope on top. */
static enum hk_result folder_send(struct hk_arena *arena, const struct net_session *session,
				  const struct net_mail *mail, struct net_verdict *ret)
{
	const char *path = hk_format(arena, "%s/%" PRId64 "-%s.eml", session->folder, mail->at,
				     hk_token_new(arena));
	enum hk_result result;
	scoped_buf bytes;

	hk_buf_init(&bytes, INT32_MAX);
	hk_buf_format(&bytes, "Return-Path: <%s>\r\n", mail->from);
	for (size_t i = 0; i < mail->recipient_count; i++)
		hk_buf_format(&bytes, "Envelope-To: <%s>\r\n", mail->recipients[i]);
	hk_buf_put(&bytes, mail->bytes, mail->length);
	result = hk_folder_make(session->folder, 0700);
	if (result == HK_OK)
		result = hk_file_write(path, bytes.bytes, bytes.length, 0600);
	if (result == HK_OK)
		verdict_fill(arena, mail, answer_make(NET_SENT, "Kept as a file."), ret);
	else
		verdict_fill(arena, mail,
			     answer_make(NET_DEFERRED, "The file could not be written."), ret);
	return result == HK_OK ? HK_OK : HK_UNAVAILABLE;
}

static enum hk_result bytes_send(struct net_link *link, const struct net_mail *mail)
{
	const char *at = mail->bytes;

	for (size_t left = mail->length; left > 0;) {
		size_t piece = left < WIRE_PIECE ? left : WIRE_PIECE;

		wire_bytes_write(&link->out, at, piece);
		HK_TRY(net_link_send(link));
		at += piece;
		left -= piece;
	}
	return HK_OK;
}

/* The other side has ended, and nothing that it said is left to read. */
static bool is_over(const struct net_link *link)
{
	char byte;
	ssize_t got = recv(link->fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);

	return got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR);
}

/* HK_OK: the child said what became of it. Else ret_was_handed tells whether it may have gone. */
static enum hk_result verdict_take(struct hk_arena *arena, struct net_link *link,
				   const struct net_mail *mail, struct net_verdict *ret,
				   bool *ret_was_handed)
{
	struct wire_body body;
	struct net_verdict verdict;

	HK_TRY(net_link_receive(link, VERDICT_MS, NET_LINK_NO_STOP, &body));
	if (body.kind == WIRE_HANDING && body.length == 0) {
		*ret_was_handed = true;
		HK_TRY(net_link_receive(link, VERDICT_MS, NET_LINK_NO_STOP, &body));
	}
	HK_TRY(wire_verdict_read(arena, &body, &verdict));
	if (verdict.recipient_count != mail->recipient_count)
		return HK_INVALID;
	*ret = verdict;
	return HK_OK;
}

enum hk_result net_smtp_send(struct hk_arena *arena, struct net_session *session,
			     const struct net_mail *mail, struct net_verdict *ret_verdict)
{
	struct net_link *link = &session->link;
	bool was_handed = false;

	if (!is_sendable(mail)) {
		verdict_fill(arena, mail, answer_make(NET_REFUSED, "An address is not one."),
			     ret_verdict);
		return HK_INVALID;
	}
	if (session->folder)
		return folder_send(arena, session, mail, ret_verdict);
	wire_mail_write(&link->out, mail);
	if (net_link_send(link) == HK_OK)
		hk_ignore(bytes_send(link, mail)); /* the missing verdict will tell */
	if (verdict_take(arena, link, mail, ret_verdict, &was_handed) == HK_OK)
		return ret_verdict->all.outcome == NET_SENT ? HK_OK : HK_UNAVAILABLE;
	/* One that is still there may hand it over yet. */
	if (!is_over(link))
		was_handed = true;
	verdict_fill(
		arena, mail,
		answer_make(was_handed ? NET_UNKNOWN : NET_UNREACHABLE,
			    "The process that speaks to servers ended before it could answer."),
		ret_verdict);
	return HK_UNAVAILABLE;
}

enum hk_result net_post_ask(struct hk_arena *arena, const char *socket_path,
			    const struct net_post *post, struct net_posted *ret)
{
	struct net_link link;
	struct wire_body body;
	enum hk_result result;
	int fd;

	*ret = (struct net_posted){ .answer = client_no_role(), .body = "" };
	HK_TRY(client_connect(socket_path, &fd));
	net_link_init(&link, fd);
	wire_post_write(&link.out, post);
	hk_ignore(net_link_send(&link)); /* the missing answer will tell */
	result = net_link_receive(&link, client_patience(&post->server), NET_LINK_NO_STOP, &body);
	if (result == HK_OK)
		result = wire_posted_read(arena, &body, ret);
	net_link_done(&link);
	return result == HK_OK && ret->answer.outcome == NET_SENT ? HK_OK : HK_UNAVAILABLE;
}
