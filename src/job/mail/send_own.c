#include <inttypes.h>
#include <string.h>

#include "base/log.h"
#include "job/mail/outcome.h"
#include "job/mail/send.h"
#include "job/mail/send_line.h"
#include "ticket/mail/mailbox_sending.h"
#include "ticket/mail/outbox.h"

enum { TRIES_ALARM = 5 };

/* What is known of one mailbox before anything is sent. */
struct own {
	int64_t mailbox_id, next;
	struct mailbox_sending sending;
	const char *password;
	struct send_line line;
	const char *problem;
	const char *alarm; /* its kind; NULL: none */
	bool is_kept;      /* its mail waits as long as it must */
};

static enum hk_result own_read(struct ctx *cx, void *data)
{
	struct own *own = data;

	HK_TRY(mailbox_sending_find(cx, own->mailbox_id, &own->sending));
	HK_TRY(outbox_next_of(cx, own->mailbox_id, &own->next));
	if (own->next < own->sending.paused_until)
		own->next = own->sending.paused_until;
	return mailbox_sending_password(cx, &own->sending, &own->password);
}

static enum hk_result own_rest(struct ctx *cx, void *data)
{
	struct own *own = data;

	HK_TRY(mailbox_sending_rest(cx, &own->sending, own->problem));
	return own->alarm ? access_alarm(cx, own->mailbox_id, own->alarm) : HK_OK;
}

static enum hk_result own_works(struct ctx *cx, void *data)
{
	return mailbox_sending_works(cx, ((const struct own *)data)->mailbox_id);
}

struct net_server send_server_of(const struct mailbox_sending *sending, const char *password)
{
	bool is_first = strcmp(sending->tls, "first") == 0;

	return (struct net_server){
		.host = sending->host,
		.port = (uint16_t)sending->port,
		.tls = is_first                                ? NET_TLS_FIRST
		       : strcmp(sending->tls, "starttls") == 0 ? NET_STARTTLS
							       : NET_PLAIN_INSIDE,
		.user = strcmp(sending->sign_in, "none") == 0 ? "" : sending->user_name,
		.password = password,
		.authority = sending->authority,
		.hello = "",
		.sign_in = strcmp(sending->sign_in, "oauth") == 0 ? NET_BY_TOKEN : NET_BY_PASSWORD,
	};
}

static void token_use(struct send_line *line, const struct access_token *token)
{
	line->token = *token;
	line->smtp.server.password = token->token;
}

/* The token that was refused is replaced once, and the line opened with the new one. */
bool send_line_renew(struct ctx *cx, struct send_line *line, struct net_verdict *ret)
{
	struct access_token token;
	const char *why;

	send_line_close(line);
	if (access_token_again(cx, line->mailbox_id, &line->token, &token, &why) != HK_OK) {
		ret->all = (struct net_answer){ NET_UNREACHABLE, 0, why };
		return false;
	}
	token_use(line, &token);
	return send_line_open(cx, line, ret);
}

static bool own_token(struct ctx *cx, struct own *own)
{
	struct access_token token;
	enum hk_result result;

	if (strcmp(own->sending.sign_in, "oauth") != 0)
		return true;
	own->problem = TR("This mailbox has no access by tokens yet.");
	result = access_token_get(cx, own->mailbox_id, &token, &own->problem);
	/* Without the right there is nothing that a server could refuse. */
	own->is_kept = result == HK_DENIED || result == HK_NOT_FOUND;
	own->line.has_token = result == HK_OK;
	if (result == HK_OK)
		token_use(&own->line, &token);
	return result == HK_OK;
}

static bool own_open(struct ctx *cx, struct own *own)
{
	struct net_verdict verdict = { .all = { NET_UNREACHABLE, 0, "" } };

	own->line.socket = send_socket(cx);
	own->line.mailbox_id = own->mailbox_id;
	own->line.smtp.server = send_server_of(&own->sending, own->password);
	if (!own_token(cx, own))
		return false;
	if (send_line_open(cx, &own->line, &verdict))
		return true;
	if (own->line.has_token && net_is_denied(&verdict.all) &&
	    send_line_renew(cx, &own->line, &verdict))
		return true;
	own->problem = outcome_text(cx, &verdict.all);
	own->is_kept = net_is_denied(&verdict.all);
	/* At once when it is us whom it does not want, later when it may be back by itself. */
	if (own->sending.tries == (own->is_kept ? 0 : TRIES_ALARM))
		own->alarm = "server";
	return false;
}

/* As a mail server gives a mail back after five days (RFC 5321 4.5.4.1), but not while only an
 * administrator can open the door again. */
static enum hk_result own_give_up(struct ctx *cx, struct own *own)
{
	own->line.fault = own->problem;
	own->line.is_given_up = true;
	return own->is_kept ? HK_OK : send_batch(cx, &own->line);
}

static enum hk_result own_send(struct ctx *cx, struct own *own)
{
	if (own->sending.tries || *own->sending.problem)
		HK_TRY(ctx_write(cx, own_works, own));
	HK_TRY(send_batch(cx, &own->line));
	if (!own->line.fault)
		return HK_OK;
	own->problem = own->line.fault;
	return ctx_write(cx, own_rest, own);
}

enum hk_result send_own_due(struct ctx *cx, int64_t mailbox_id, int64_t *ret_next)
{
	struct own own = { .mailbox_id = mailbox_id, .problem = "" };
	enum hk_result result;

	*ret_next = INT64_MAX;
	HK_TRY(ctx_read(cx, own_read, &own));
	*ret_next = own.next;
	if (own.next > cx->now)
		return HK_OK;
	if (own_open(cx, &own)) {
		result = own_send(cx, &own);
	} else {
		hk_log(HK_LOG_WARNING, "smtp.rests",
		       "org=%" PRId64 " mailbox=%" PRId64 " tries=%" PRId64, cx->org_id, mailbox_id,
		       own.sending.tries + 1);
		result = ctx_write(cx, own_rest, &own);
		if (result == HK_OK)
			result = own_give_up(cx, &own);
	}
	HK_TRY(result);
	HK_TRY(ctx_read(cx, own_read, &own));
	*ret_next = own.next;
	return HK_OK;
}

struct lanes {
	struct send_lanes found;
};

static enum hk_result find_lanes(struct ctx *cx, void *data)
{
	struct send_lanes *found = &((struct lanes *)data)->found;
	struct mailbox_sending_list all;

	HK_TRY(mailbox_sending_every(cx, &all));
	*found = (struct send_lanes){ hk_alloc(cx->arena, all.count + 1, sizeof(*found->items)), 0,
				      INT64_MAX };
	for (size_t i = 0; i < all.count; i++) {
		int64_t next;
		HK_TRY(outbox_next_of(cx, all.items[i].mailbox_id, &next));
		next = next < all.items[i].paused_until ? all.items[i].paused_until : next;
		if (next <= cx->now)
			found->items[found->count++] = all.items[i].mailbox_id;
		else if (next < found->next)
			found->next = next;
	}
	return HK_OK;
}

enum hk_result send_lanes_due(struct ctx *cx, struct send_lanes *ret)
{
	struct lanes lanes = { { NULL, 0, INT64_MAX } };

	HK_TRY(ctx_read(cx, find_lanes, &lanes));
	*ret = lanes.found;
	return HK_OK;
}
