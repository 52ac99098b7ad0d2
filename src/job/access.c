#include "job/access.h"

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/log.h"
#include "base/text.h"
#include "base/time.h"
#include "core/secret_text.h"
#include "core/settings.h"
#include "job/access_answer.h"
#include "job/alarm.h"
#include "job/mail/mail.h"
#include "ticket/mail/mailbox.h"

enum {
	WAIT_MS = 40 * 1000,
	LOOK_MS = 100,
	ASK_MS = 20 * 1000,
	TRIES_ALARM = 5,
	KEEP_TRIES = 5,
	KEEP_PAUSE_MS = 1000
};

static const char away[] = TR("The server that gives tokens does not answer as it should.");
static const char wrong[] = TR("The provider does not accept the client id or its secret.");
static const char revoked[] =
	TR("The provider has taken the right to sign in back. An administrator has to sign in "
	   "again.");
static const char unsigned_yet[] = TR("Nobody has signed in at the provider yet.");

struct wish {
	int64_t mailbox_id, refused; /* the epoch of a token that was refused; -1: none was */
	struct mailbox_access access;
	const char *problem;
	struct access_gift gift;
	const char *kind; /* of the alarm */
	bool is_revoked;
};

/* What of the mailbox does not work. */
static const char *part_of(const char *kind)
{
	if (hk_equal(kind, "access"))
		return "sign_in";
	return hk_equal(kind, "fetch") ? "fetching" : "sending";
}

enum hk_result access_alarm(struct ctx *cx, int64_t mailbox_id, const char *kind)
{
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, mailbox_id, &mailbox));
	cx->has_news = true;
	return alarm_raise(cx,
			   &(struct alarm){ .key = hk_format(cx->arena, "%s %" PRId64 " %" PRId64,
							     kind, mailbox_id, cx->now / HK_DAY),
					    .kind = kind,
					    .what = part_of(kind),
					    .address = mailbox.address });
}

enum hk_result access_alarm_over(struct ctx *cx, int64_t mailbox_id, const char *kind)
{
	struct mailbox mailbox;

	HK_TRY(mailbox_find(cx, mailbox_id, &mailbox));
	return alarm_over(cx, kind, mailbox.address);
}

static enum hk_result read_access(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return mailbox_access_find(cx, wish->mailbox_id, &wish->access);
}

static bool is_usable(struct ctx *cx, const struct wish *wish)
{
	const struct mailbox_access *access = &wish->access;

	return access->access_token.bytes && access->epoch != wish->refused &&
	       access->access_until > cx->now;
}

static enum hk_result token_of(struct ctx *cx, const struct wish *wish, struct access_token *ret)
{
	const char *token;

	HK_TRY(secret_unseal(cx, wish->access.access_token, &token));
	*ret = (struct access_token){ wish->access.user_name, token, wish->access.epoch };
	return HK_OK;
}

static enum hk_result take_lease(struct ctx *cx, void *data)
{
	return mailbox_access_lease(cx, &((struct wish *)data)->access);
}

static enum hk_result keep_gift(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return mailbox_access_renewed(cx, &wish->access, &wish->gift);
}

static enum hk_result keep_failure(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	HK_TRY(mailbox_access_failed(cx, &wish->access, wish->problem, wish->is_revoked));
	return wish->kind ? access_alarm(cx, wish->mailbox_id, wish->kind) : HK_OK;
}

/* A refresh token that was given once must not be forgotten because the database was away just
 * then. HK_CONFLICT: it is written already, or somebody else has written. */
static enum hk_result keep(struct ctx *cx, ctx_work *work, struct wish *wish)
{
	enum hk_result result = ctx_write(cx, work, wish);

	for (int tries = 0; tries < KEEP_TRIES && result == HK_UNAVAILABLE; tries++) {
		hk_pause_ms(KEEP_PAUSE_MS);
		result = ctx_write(cx, work, wish);
	}
	return result == HK_CONFLICT ? HK_OK : result;
}

static void put_field(struct hk_buf *form, const char *name, const char *value)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~";

	hk_buf_format(form, "%s%s=", form->length ? "&" : "", name);
	for (; *value; value++) {
		if (strchr(plain, *value))
			hk_buf_char(form, *value);
		else
			hk_buf_format(form, "%%%02X", (unsigned char)*value);
	}
}

static enum hk_result form_begin(struct ctx *cx, const struct mailbox_access *access,
				 struct hk_buf *form)
{
	const char *secret;

	HK_TRY(secret_unseal(cx, access->client_secret, &secret));
	put_field(form, "client_id", access->client_id);
	if (*secret)
		put_field(form, "client_secret", secret);
	return HK_OK;
}

static enum access_verdict ask(struct ctx *cx, const struct mailbox_access *access,
			       const struct hk_buf *form, struct access_gift *ret,
			       const char **ret_problem)
{
	static const char *const sentences[] = { [ACCESS_GIVEN] = "",
						 [ACCESS_REVOKED] = revoked,
						 [ACCESS_WRONG] = wrong,
						 [ACCESS_LATER] = away };
	const char *socket =
		hk_format(cx->arena, "%s/net.sock", setting(cx->house->settings, SETTING_RUN_DIR));
	struct net_posted posted = { .body = "" };
	enum access_verdict verdict = ACCESS_LATER;
	struct net_post post;
	const char *reason = "";

	if (net_post_read(cx->arena, access->token_url, &post) == HK_OK) {
		post.server.authority = access->authority;
		post.server.hurry_ms = ASK_MS;
		post.form = form->bytes;
		if (net_post_ask(cx->arena, socket, &post, &posted) == HK_OK)
			verdict = access_answer_read(cx->arena, &posted, ret, &reason);
	} else {
		verdict = ACCESS_WRONG;
	}
	*ret_problem = sentences[verdict];
	hk_log(verdict == ACCESS_GIVEN ? HK_LOG_INFO : HK_LOG_WARNING, "access.asked",
	       "mailbox=%" PRId64 " code=%d given=%d reason=\"%s\"", access->mailbox_id,
	       posted.answer.code, verdict == ACCESS_GIVEN, reason);
	return verdict;
}

/* An alarm at once for what does not heal by itself, later for what mostly does. */
static void failure_judge(struct ctx *cx, struct wish *wish, enum access_verdict verdict)
{
	bool is_over = verdict == ACCESS_LATER && wish->access.tries >= TRIES_ALARM &&
		       !is_usable(cx, wish);

	wish->is_revoked = verdict == ACCESS_REVOKED;
	wish->kind =
		verdict == ACCESS_REVOKED || verdict == ACCESS_WRONG || is_over ? "access" : NULL;
}

/* By who holds the lease. */
static enum hk_result renew(struct ctx *cx, struct wish *wish)
{
	enum access_verdict verdict;
	const char *refresh;
	scoped_buf form;

	hk_buf_init(&form, NET_FORM_MAX);
	HK_TRY(secret_unseal(cx, wish->access.refresh_token, &refresh));
	put_field(&form, "grant_type", "refresh_token");
	put_field(&form, "refresh_token", refresh);
	HK_TRY(form_begin(cx, &wish->access, &form));
	verdict = ask(cx, &wish->access, &form, &wish->gift, &wish->problem);
	if (verdict == ACCESS_GIVEN)
		return keep(cx, keep_gift, wish);
	failure_judge(cx, wish, verdict);
	return keep(cx, keep_failure, wish);
}

/* One look at the row: HK_OK: there is a token; HK_CONFLICT: look again. */
static enum hk_result step(struct ctx *cx, struct wish *wish, bool *is_renewed)
{
	struct mailbox_access *access = &wish->access;
	enum hk_result result;

	HK_TRY(ctx_read(cx, read_access, wish));
	if (strcmp(access->state, "good") != 0) {
		wish->problem = strcmp(access->state, "new") == 0 ? unsigned_yet : revoked;
		return HK_DENIED;
	}
	if (is_usable(cx, wish) && access->renew_at > cx->now)
		return HK_OK;
	/* Not sooner again than it was agreed, and not twice for one who asks. */
	if (*is_renewed || access->paused_until > cx->now || access->lease_until > cx->now) {
		wish->problem = access->problem;
		if (is_usable(cx, wish))
			return HK_OK;
		return access->lease_until > cx->now ? HK_CONFLICT : HK_UNAVAILABLE;
	}
	result = ctx_write(cx, take_lease, wish);
	if (result != HK_OK)
		return result;
	*is_renewed = true;
	result = renew(cx, wish);
	return result == HK_OK ? HK_CONFLICT : result;
}

static enum hk_result get(struct ctx *cx, struct wish *wish, struct access_token *ret,
			  const char **ret_problem)
{
	int64_t until = hk_clock_monotonic() + WAIT_MS;
	bool is_renewed = false;
	enum hk_result result;

	wish->problem = away;
	while ((result = step(cx, wish, &is_renewed)) == HK_CONFLICT &&
	       hk_clock_monotonic() < until)
		if (!is_renewed)
			hk_pause_ms(LOOK_MS);
	if (result == HK_OK)
		return token_of(cx, wish, ret);
	*ret_problem = *wish->problem ? wish->problem : away;
	return result == HK_CONFLICT ? HK_UNAVAILABLE : result;
}

enum hk_result access_token_get(struct ctx *cx, int64_t mailbox_id, struct access_token *ret,
				const char **ret_problem)
{
	struct wish wish = { .mailbox_id = mailbox_id, .refused = -1 };

	return get(cx, &wish, ret, ret_problem);
}

enum hk_result access_token_again(struct ctx *cx, int64_t mailbox_id,
				  const struct access_token *refused, struct access_token *ret,
				  const char **ret_problem)
{
	struct wish wish = { .mailbox_id = mailbox_id, .refused = refused->epoch };

	return get(cx, &wish, ret, ret_problem);
}

enum hk_result access_imap_watch(struct ctx *cx, int64_t mailbox_id, struct net_imap *imap,
				 const struct net_watch *how, struct net_answer *ret_answer)
{
	const char *socket =
		hk_format(cx->arena, "%s/net.sock", setting(cx->house->settings, SETTING_RUN_DIR));
	const char *why = TR("This mailbox has no access by tokens yet.");
	struct access_token token = { "", "", 0 };
	int64_t began = cx->now, monotonic = hk_clock_monotonic();
	enum hk_result result;

	if (imap->server.sign_in == NET_BY_PASSWORD)
		return net_imap_watch(cx->arena, socket, imap, how, ret_answer);
	result = access_token_get(cx, mailbox_id, &token, &why);
	for (int tries = 0; result == HK_OK; tries++) {
		imap->server.password = token.token;
		result = net_imap_watch(cx->arena, socket, imap, how, ret_answer);
		if (result == HK_OK || !net_is_denied(ret_answer) || tries)
			return result;
		cx->now = began + (hk_clock_monotonic() - monotonic);
		result = access_token_again(cx, mailbox_id, &token, &token, &why);
	}
	*ret_answer = (struct net_answer){ NET_UNREACHABLE, 0, why };
	return HK_UNAVAILABLE;
}

const char *access_return_url(struct ctx *cx)
{
	return mail_link(cx, "/admin/access/return");
}

/* base64url of the SHA-256 of the verifier (RFC 7636 4.2). */
static const char *challenge_of(struct ctx *cx, const char *verifier)
{
	unsigned char digest[HK_DIGEST];

	hk_sha256(verifier, strlen(verifier), digest);
	return hk_base64url(cx->arena, digest, sizeof(digest));
}

enum hk_result access_authorize_url(struct ctx *cx, int64_t mailbox_id, const char *state,
				    const char *verifier, const char **ret)
{
	struct mailbox_access access;
	scoped_buf query;

	hk_buf_init(&query, NET_FORM_MAX);
	HK_TRY(mailbox_access_find(cx, mailbox_id, &access));
	if (!*access.authorize_url)
		return HK_NOT_FOUND;
	put_field(&query, "response_type", "code");
	put_field(&query, "client_id", access.client_id);
	put_field(&query, "redirect_uri", access_return_url(cx));
	put_field(&query, "scope", access.scope);
	put_field(&query, "state", state);
	put_field(&query, "code_challenge", challenge_of(cx, verifier));
	put_field(&query, "code_challenge_method", "S256");
	put_field(&query, "login_hint", access.user_name);
	/* Google gives a refresh token only to who asks for it in these words. */
	if (strcmp(access.provider, "google") == 0) {
		put_field(&query, "access_type", "offline");
		put_field(&query, "prompt", "consent");
	}
	*ret = hk_format(cx->arena, "%s%s%s", access.authorize_url,
			 strchr(access.authorize_url, '?') ? "&" : "?", query.bytes);
	return HK_OK;
}

static enum hk_result keep_given(struct ctx *cx, void *data)
{
	struct wish *wish = data;

	return mailbox_access_given(cx, wish->mailbox_id, &wish->gift);
}

enum hk_result access_code_take(struct ctx *cx, int64_t mailbox_id, const char *code,
				const char *verifier)
{
	struct wish wish = { .mailbox_id = mailbox_id };
	enum access_verdict verdict;
	const char *why;
	scoped_buf form;

	hk_buf_init(&form, NET_FORM_MAX);
	HK_TRY(ctx_read(cx, read_access, &wish));
	put_field(&form, "grant_type", "authorization_code");
	put_field(&form, "code", code);
	put_field(&form, "redirect_uri", access_return_url(cx));
	put_field(&form, "code_verifier", verifier);
	HK_TRY(form_begin(cx, &wish.access, &form));
	verdict = ask(cx, &wish.access, &form, &wish.gift, &why);
	if (verdict == ACCESS_REVOKED)
		return problem(cx, HK_INVALID,
			       TR("The provider does not know this sign-in any more. Please begin "
				  "it once more."));
	if (verdict != ACCESS_GIVEN)
		return problem(cx, HK_INVALID, why);
	if (!*wish.gift.refresh)
		return problem(cx, HK_INVALID,
			       TR("The provider gave a token for an hour only, and none to renew "
				  "it. Please look at what the client may ask for there."));
	return ctx_write(cx, keep_given, &wish);
}
