/* The right of a mailbox to sign in with tokens: set up by hand, given in a browser. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "job/access.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/mailbox_access.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/door/sealed.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"

enum {
	STATE_MS = HK_HOUR,
	RETURN_MS = 10 * HK_MINUTE,
	CODE_LETTERS = 3000,
	STATE_LETTERS = 600,
	SEALED_LETTERS = 6000,
	TOKEN_LETTERS = 6000,
	PEM_LETTERS = 16000,
	WORDS = 4, /* session, mailbox, verifier, code */
};

static const char state_purpose[] = "access state", return_purpose[] = "access return";

/* Google: "Using OAuth 2.0 for Web Server Applications"; Microsoft: "Authenticate an IMAP, POP or
 * SMTP connection using OAuth". */
static const struct provider {
	const char *code, *name, *authorize_url, *token_url, *scope, *imap_host;
} providers[] = {
	{ "google", "Google", "https://accounts.google.com/o/oauth2/v2/auth",
	  "https://oauth2.googleapis.com/token", "https://mail.google.com/", "imap.gmail.com" },
	{ "microsoft", "Microsoft",
	  "https://login.microsoftonline.com/common/oauth2/v2.0/authorize",
	  "https://login.microsoftonline.com/common/oauth2/v2.0/token",
	  "https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send "
	  "offline_access",
	  "outlook.office365.com" },
	{ "other", TR("Another one"), "", "", "", "host" },
};

static const struct provider *provider_of(const char *code)
{
	for (size_t i = 0; i < HK_COUNT(providers); i++)
		if (strcmp(providers[i].code, code) == 0)
			return &providers[i];
	return &providers[HK_COUNT(providers) - 1];
}

static const char *access_path(struct ctx *cx, int64_t id, const char *more)
{
	return hk_format(cx->arena, "/admin/mailboxes/%" PRId64 "/access%s", id, more);
}

/* What everybody has with this provider is not shown, so that another choice brings its own. */
static const char *unless_usual(const char *value, const char *usual)
{
	return strcmp(value, usual) == 0 ? "" : value;
}

static void fields_add(struct web_request *req, struct admin_form *form,
		       const struct mailbox_access *access)
{
	static const char hint[] = TR("For another provider, or for one directory of Microsoft. "
				      "Empty: as this provider has it.");
	const struct provider *usual = provider_of(access->provider);
	struct admin_field *field =
		admin_select_add(req, form, "provider", TR("Provider"), access->provider);

	for (size_t i = 0; i < HK_COUNT(providers); i++)
		admin_option_add(req, field, providers[i].code, providers[i].name);
	admin_field_add(req, form, "text", "user_name", TR("Who signs in"), access->user_name);
	admin_field_add(req, form, "text", "client_id", TR("Client id"), access->client_id);
	admin_field_add(req, form, "password", "client_secret", TR("Client secret"), "")->hint =
		TR("Empty keeps what is set.");
	admin_field_add(req, form, "text", "authorize_url", TR("Address to sign in at"),
			unless_usual(access->authorize_url, usual->authorize_url))
		->hint = hint;
	admin_field_add(req, form, "text", "token_url", TR("Address of the tokens"),
			unless_usual(access->token_url, usual->token_url))
		->hint = hint;
	admin_field_add(req, form, "text", "scope", TR("What is asked for (scope)"),
			unless_usual(access->scope, usual->scope))
		->hint = hint;
	admin_field_add(req, form, "password", "refresh_token", TR("Refresh token"), "")->hint =
		TR("Only when you have one already; otherwise sign in after saving.");
	admin_field_add(req, form, "area", "authority", TR("Trust only this authority"),
			access->authority)
		->hint = TR("A certificate in PEM, for a server of your own. Empty: those that "
			    "the system trusts.");
}

/* The way to the provider: what brings the answer back is sealed, for this session and mailbox, so
 * that nobody else's answer is taken for it (RFC 6749 10.12). */
static enum hk_result way_add(struct web_request *req, struct admin_form *form, int64_t id)
{
	struct ctx *cx = req->cx;
	const char *verifier =
		hk_format(cx->arena, "%s%s", hk_token_new(cx->arena), hk_token_new(cx->arena));
	const char *state = sealed_put(cx, state_purpose, STATE_MS,
				       hk_format(cx->arena, "%" PRId64 "\n%" PRId64 "\n%s",
						 cx->actor->session_id, id, verifier));
	const char *url;
	enum hk_result result = access_authorize_url(cx, id, state, verifier, &url);

	if (result == HK_OK)
		admin_form_fact_add(req, form, TR("Next"),
				    i18n_text(cx->language, TR("Sign in at the provider")), url);
	return result == HK_NOT_FOUND ? HK_OK : result;
}

/* A right to sign in is of no use until sending and fetching are told to make use of it. */
static void uses_add(struct web_request *req, struct admin_form *form,
		     const struct mailbox_access *access)
{
	struct ctx *cx = req->cx;
	const char *mailbox = hk_format(cx->arena, "/admin/mailboxes/%" PRId64, access->mailbox_id);
	const char *user = access->user_name, *at = user + strcspn(user, "@");
	const char *address = hk_format(cx->arena, "imaps://%.*s%s%s@%s/INBOX?oauth",
					(int)(at - user), user, *at ? "%40" : "", *at ? at + 1 : "",
					provider_of(access->provider)->imap_host);

	admin_form_fact_add(req, form, TR("To send by it"),
			    i18n_text(cx->language, TR("Choose it in: Sends through")),
			    hk_format(cx->arena, "%s/sending", mailbox));
	admin_form_fact_add(
		req, form, TR("To fetch by it"),
		i18n_fill(cx->arena,
			  i18n_text(cx->language, TR("Fetch the mailbox by IMAP from {address}")),
			  "address", address, NULL),
		mailbox);
}

static enum hk_result known_add(struct web_request *req, struct admin_form *form,
				const struct mailbox_access *access)
{
	struct ctx *cx = req->cx;
	bool is_good = strcmp(access->state, "good") == 0;

	admin_form_fact_add(req, form, TR("State"),
			    i18n_text(cx->language, is_good ? TR("It may sign in")
							    : TR("Somebody has to sign in")),
			    "");
	if (*access->problem)
		admin_form_fact_add(req, form, TR("What is wrong"),
				    i18n_text(cx->language, access->problem), "");
	if (is_good)
		uses_add(req, form, access);
	HK_TRY(way_add(req, form, access->mailbox_id));
	if (is_good)
		admin_form_deed_add(
			req, form,
			&(struct admin_deed){ access_path(cx, access->mailbox_id, "/renew"),
					      TR("Renew the token now"),
					      TR("Asks the provider for a new token, and says "
						 "what it answered."),
					      "" });
	admin_form_deed_add(req, form,
			    &(struct admin_deed){ access_path(cx, access->mailbox_id, "/drop"),
						  TR("Take the access away"),
						  TR("Its tokens and the client secret are "
						     "forgotten here."),
						  "" });
	return HK_OK;
}

static enum hk_result access_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct mailbox_access access = { .provider = "google",
					 .client_id = "",
					 .authorize_url = "",
					 .token_url = "",
					 .scope = "",
					 .authority = "" };
	struct mailbox mailbox;
	enum hk_result result;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(mailbox_find(cx, id, &mailbox));
	access.user_name = mailbox.address;
	result = mailbox_access_find(cx, id, &access);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;

	struct admin_form form = {
		.title = TR("Access by tokens"),
		.lead = TR("Google and Microsoft want tokens instead of a password. Register a "
			   "client there, with the address below to come back to; save what they "
			   "show; then sign in."),
		.action = access_path(cx, id, ""),
		.button = TR("Save"),
		.back = hk_format(cx->arena, "/admin/mailboxes/%" PRId64, id),
		.back_title = mailbox.address,
		.version = access.version
	};

	admin_form_fact_add(req, &form, TR("Address to come back to"), access_return_url(cx), "");
	fields_add(req, &form, &access);
	if (result == HK_OK)
		HK_TRY(known_add(req, &form, &access));
	return admin_form_show(req, &form);
}

static enum hk_result show_access(struct web_request *req)
{
	return access_form(req->cx, req);
}

static const char *or_usual(struct web_request *req, const char *name, const char *usual)
{
	const char *typed = hk_trim(req->cx->arena, page_form(req, name));

	return *typed ? typed : usual;
}

static enum hk_result save_access(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	const struct provider *usual = provider_of(page_form(req, "provider"));
	const char *refresh = hk_trim(cx->arena, page_form(req, "refresh_token"));
	struct mailbox_access wish = { .provider = page_form(req, "provider"),
				       .user_name = hk_trim(cx->arena, page_form(req, "user_name")),
				       .client_id = hk_trim(cx->arena, page_form(req, "client_id")),
				       .authorize_url =
					       or_usual(req, "authorize_url", usual->authorize_url),
				       .token_url = or_usual(req, "token_url", usual->token_url),
				       .scope = or_usual(req, "scope", usual->scope),
				       .authority = hk_trim(cx->arena, page_form(req, "authority")),
				       .version = web_form_number(req, "version", 0) };

	HK_TRY(web_path_number(req, "id", &wish.mailbox_id));
	HK_TRY(mailbox_access_put(cx, &wish, hk_trim(cx->arena, page_form(req, "client_secret"))));
	if (!*refresh)
		return HK_OK;
	return mailbox_access_given(cx, wish.mailbox_id,
				    &(struct access_gift){ .access = "", .refresh = refresh });
}

static enum hk_result post_access(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(req, &(struct admin_save){ save_access, access_form, req,
						     access_path(req->cx, id, ""), TR("Saved.") });
}

static enum hk_result drop_access(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return mailbox_access_drop(cx, id);
}

static enum hk_result post_drop(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(req, &(struct admin_save){ drop_access, access_form, req,
						     access_path(req->cx, id, ""),
						     TR("The access is taken away.") });
}

struct seen {
	struct web_request *req;
	int64_t id;
	struct mailbox mailbox;
	struct mailbox_access access;
};

static enum hk_result find_access(struct ctx *cx, void *data)
{
	struct seen *seen = data;

	HK_TRY(mailbox_find(cx, seen->id, &seen->mailbox));
	return mailbox_access_find(cx, seen->id, &seen->access);
}

static enum hk_result post_renew(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct seen seen = { .req = req };
	struct access_token token;
	const char *why = "";
	enum hk_result result;

	HK_TRY(web_path_number(req, "id", &seen.id));
	HK_TRY(ctx_read(cx, find_access, &seen));
	token.epoch = seen.access.epoch;
	result = access_token_again(cx, seen.id, &token, &token, &why);
	if (result == HK_DENIED || result == HK_UNAVAILABLE) {
		result = problem(cx, HK_INVALID, why);
		return page_again(req, page_status_of(result), access_form, req);
	}
	HK_TRY(result);
	return notice_answer(req, access_path(cx, seen.id, ""),
			     i18n_text(cx->language, TR("The provider gave a new token.")), "");
}

/* The lines of what was sealed; false: of another session, or not whole. */
static bool lines_read(struct ctx *cx, const char *text, size_t count, const char **ret)
{
	char *copy = hk_copy_text(cx->arena, text), *rest = copy;
	int64_t session;

	for (size_t i = 0; i < count; i++) {
		ret[i] = rest;
		rest += strcspn(rest, "\n");
		if (*rest)
			*rest++ = '\0';
		if (!*ret[i])
			return false;
	}
	return hk_number(ret[0], &session) && session == cx->actor->session_id && session != 0;
}

/* id: of the mailbox for which it was begun; 0: nobody knows. */
static enum hk_result refused_show(struct web_request *req, int64_t id)
{
	struct admin_detail detail = { .title = TR("Sign in at the provider"),
				       .back = id ? access_path(req->cx, id, "")
						  : "/admin/mailboxes",
				       .back_title = id ? TR("Access by tokens") : TR("Mailboxes"),
				       .raw = "",
				       .raw_url = "" };

	req->status = page_status_of(HK_INVALID);
	return admin_detail_show(req, &detail);
}

/* A provider sends the browser here. Nothing changes yet: the form below it does that, because a
 * link can be followed by anybody's page. */
static const char begin_again[] = TR("This sign-in was begun in another session, or too long ago. "
				     "Please begin it once more.");

static enum hk_result show_return(struct web_request *req)
{
	struct ctx *cx = req->cx;
	const char *state = web_query(req, "state"), *code = web_query(req, "code");
	const char *text, *lines[WORDS] = { "", "", "", "" };
	struct seen seen = { .req = req };

	if (!state || sealed_take(cx, state_purpose, state, &text) != HK_OK ||
	    !lines_read(cx, text, WORDS - 1, lines) || !hk_number(lines[1], &seen.id)) {
		hk_ignore(problem(cx, HK_INVALID, begin_again));
		return refused_show(req, 0);
	}
	if (!code || !*code || strchr(code, '\n')) {
		hk_ignore(problem(cx, HK_INVALID,
				  TR("The provider did not give the right to sign in. Please begin "
				     "once more, and agree there.")));
		return refused_show(req, seen.id);
	}
	HK_TRY(find_access(cx, &seen));

	struct admin_form form = {
		.title = TR("Sign in at the provider"),
		.lead = TR("The provider agrees. One step is left."),
		.action = "/admin/access/return",
		.button = TR("Give the mailbox this access"),
		.back = access_path(cx, seen.id, ""),
		.back_title = TR("Access by tokens"),
	};

	admin_form_fact_add(req, &form, TR("Mailbox"), seen.mailbox.address, "");
	admin_form_fact_add(req, &form, TR("Who signs in"), seen.access.user_name, "");
	admin_field_add(req, &form, "hidden", "sealed", "",
			sealed_put(cx, return_purpose, RETURN_MS,
				   hk_format(cx->arena, "%s\n%s\n%s\n%s", lines[0], lines[1],
					     lines[2], code)));
	return admin_form_show(req, &form);
}

static enum hk_result again_form(struct ctx *cx, void *data)
{
	const struct seen *seen = data;

	(void)cx;
	return refused_show(seen->req, seen->id);
}

static enum hk_result post_return(struct web_request *req)
{
	struct ctx *cx = req->cx;
	struct seen seen = { .req = req };
	const char *text, *lines[WORDS];
	enum hk_result result;

	if (sealed_take(cx, return_purpose, page_form(req, "sealed"), &text) != HK_OK ||
	    !lines_read(cx, text, WORDS, lines) || !hk_number(lines[1], &seen.id))
		result = problem(cx, HK_INVALID, begin_again);
	else
		result = access_code_take(cx, seen.id, lines[3], lines[2]);
	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), again_form, &seen);
	HK_TRY(result);
	return notice_answer(req, access_path(cx, seen.id, ""),
			     i18n_text(cx->language, TR("The mailbox may sign in now.")), "");
}

static const struct web_param access_params[] = {
	{ "provider", PARAM_TEXT, 20 },
	{ "user_name", PARAM_TEXT, 254 },
	{ "client_id", PARAM_TEXT, 300 },
	{ "client_secret", PARAM_TEXT, 500 },
	{ "authorize_url", PARAM_TEXT, 500 },
	{ "token_url", PARAM_TEXT, 500 },
	{ "scope", PARAM_TEXT, 500 },
	{ "refresh_token", PARAM_TEXT, TOKEN_LETTERS },
	{ "authority", PARAM_TEXT, PEM_LETTERS },
	{ "version", PARAM_NUMBER, 0 },
	{ NULL, PARAM_TEXT, 0 },
};
static const struct web_param return_params[] = {
	{ "code", PARAM_TEXT, CODE_LETTERS },
	{ "state", PARAM_TEXT, STATE_LETTERS },
	{ "sealed", PARAM_TEXT, SEALED_LETTERS },
	{ NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_access_pages[] = {
	ROUTE("GET", "/admin/mailboxes/{id}/access", RIGHT_ADMIN, show_access, 0, NULL),
	ROUTE("POST", "/admin/mailboxes/{id}/access", RIGHT_ADMIN, post_access, 0, access_params),
	ROUTE("POST", "/admin/mailboxes/{id}/access/renew", RIGHT_ADMIN, post_renew, 0, NULL),
	ROUTE("POST", "/admin/mailboxes/{id}/access/drop", RIGHT_ADMIN, post_drop, 0, NULL),
	ROUTE("GET", "/admin/access/return", RIGHT_ADMIN, show_return, 0, return_params),
	ROUTE("POST", "/admin/access/return", RIGHT_ADMIN, post_return, 0, return_params),
	{ 0 },
};
