/* The server through which the mail of one mailbox leaves. */
#include <inttypes.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "core/i18n.h"
#include "core/settings.h"
#include "core/throttle.h"
#include "job/access.h"
#include "job/mail/send.h"
#include "ticket/mail/mailbox.h"
#include "ticket/mail/mailbox_access.h"
#include "ticket/mail/mailbox_sending.h"
#include "web/pages/admin/admin_view.h"
#include "web/pages/admin/mailbox_roads.h"
#include "web/pages/families.h"
#include "web/pages/notice.h"

/* Who tests waits at a screen, and holds up one of few workers. */
enum { TEST_MS = 12 * 1000, TESTS_A_MINUTE = 6, SUBMISSIONS_PORT = 465, PEM_LETTERS = 16000 };

static const char *road_path(struct ctx *cx, int64_t id, const char *road)
{
	return hk_format(cx->arena, "/admin/mailboxes/%" PRId64 "/%s", id, road);
}

static const char *words(struct web_request *req, const char *sentence)
{
	return i18n_text(req->cx->language, sentence);
}

enum hk_result mailbox_roads_add(struct web_request *req, struct admin_form *form,
				 int64_t mailbox_id)
{
	struct mailbox_sending sending;
	struct mailbox_access access;
	enum hk_result result = mailbox_sending_find(req->cx, mailbox_id, &sending);

	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	admin_form_fact_add(req, form, TR("Sends through"),
			    result == HK_OK ? sending.host
					    : words(req, TR("The server of the house")),
			    road_path(req->cx, mailbox_id, "sending"));
	result = mailbox_access_find(req->cx, mailbox_id, &access);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;
	admin_form_fact_add(req, form, TR("Access by tokens"),
			    words(req, result != HK_OK ? TR("Not set up")
				       : strcmp(access.state, "good") == 0
					       ? TR("It may sign in")
					       : TR("Somebody has to sign in")),
			    road_path(req->cx, mailbox_id, "access"));
	return HK_OK;
}

static void choices_add(struct web_request *req, struct admin_form *form,
			const struct mailbox_sending *sending)
{
	struct admin_field *field =
		admin_select_add(req, form, "tls", TR("Security"), sending->tls);

	admin_option_add(req, field, "first", TR("TLS from the first word on (port 465)"));
	admin_option_add(req, field, "starttls", TR("STARTTLS (port 587)"));
	admin_option_add(req, field, "inside", TR("None, inside the own network only"));
	field = admin_select_add(req, form, "sign_in", TR("Signs in with"), sending->sign_in);
	admin_option_add(req, field, "password", TR("A password"));
	admin_option_add(req, field, "oauth", TR("Access by tokens (Google, Microsoft)"));
	admin_option_add(req, field, "none", TR("Nothing"));
}

static void fields_add(struct web_request *req, struct admin_form *form,
		       const struct mailbox_sending *sending)
{
	struct ctx *cx = req->cx;

	admin_field_add(req, form, "text", "host", TR("Mail server"), sending->host)->hint =
		TR("Such as smtp.gmail.com or smtp.office365.com.");
	admin_field_add(req, form, "number", "port", TR("Port"),
			hk_format(cx->arena, "%" PRId64, sending->port));
	choices_add(req, form, sending);
	admin_field_add(req, form, "text", "user_name", TR("Who signs in"), sending->user_name);
	admin_field_add(req, form, "password", "password", TR("Password"), "")->hint =
		TR("Empty keeps what is set.");
	admin_field_add(req, form, "area", "authority", TR("Trust only this authority"),
			sending->authority)
		->hint = TR("A certificate in PEM, for a server of your own. Empty: those that "
			    "the system trusts.");
}

static void state_add(struct web_request *req, struct admin_form *form,
		      const struct mailbox_sending *sending)
{
	struct ctx *cx = req->cx;

	if (*sending->problem)
		admin_form_fact_add(req, form, TR("Nothing leaves just now"),
				    words(req, sending->problem), "");
	admin_form_deed_add(
		req, form,
		&(struct admin_deed){
			road_path(cx, sending->mailbox_id, "sending/test"), TR("Test it"),
			TR("Connects and signs in with what is saved, and says what happened. "
			   "Nothing is sent."),
			"" });
	admin_form_deed_add(
		req, form,
		&(struct admin_deed){ road_path(cx, sending->mailbox_id, "sending/drop"),
				      TR("Send through the house again"),
				      TR("The server and its password are forgotten."), "" });
}

static enum hk_result sending_form(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct mailbox_sending sending = { .host = "",
					   .port = SUBMISSIONS_PORT,
					   .tls = "first",
					   .sign_in = "password",
					   .authority = "",
					   .problem = "" };
	struct mailbox mailbox;
	enum hk_result result;
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	HK_TRY(mailbox_find(cx, id, &mailbox));
	sending.user_name = mailbox.address;
	result = mailbox_sending_find(cx, id, &sending);
	if (result != HK_OK && result != HK_NOT_FOUND)
		return result;

	struct admin_form form = {
		.title = TR("How this mailbox sends"),
		.lead = TR("Its mail leaves through this server, under the mailbox's own address. "
			   "When the server is away, only this mail waits."),
		.action = road_path(cx, id, "sending"),
		.button = TR("Save"),
		.back = hk_format(cx->arena, "/admin/mailboxes/%" PRId64, id),
		.back_title = mailbox.address,
		.version = sending.version
	};

	fields_add(req, &form, &sending);
	if (result == HK_OK)
		state_add(req, &form, &sending);
	return admin_form_show(req, &form);
}

static enum hk_result show_sending(struct web_request *req)
{
	return sending_form(req->cx, req);
}

static enum hk_result save_sending(struct ctx *cx, void *data)
{
	struct web_request *req = data;
	struct mailbox_sending wish = { .host = page_form(req, "host"),
					.port = web_form_number(req, "port", 0),
					.tls = page_form(req, "tls"),
					.sign_in = page_form(req, "sign_in"),
					.user_name = page_form(req, "user_name"),
					.authority = page_form(req, "authority"),
					.version = web_form_number(req, "version", 0) };

	HK_TRY(web_path_number(req, "id", &wish.mailbox_id));
	return mailbox_sending_put(cx, &wish, page_form(req, "password"));
}

static enum hk_result post_sending(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(req, &(struct admin_save){ save_sending, sending_form, req,
						     road_path(req->cx, id, "sending"),
						     TR("Saved. Now test it.") });
}

static enum hk_result drop_sending(struct ctx *cx, void *data)
{
	int64_t id;

	HK_TRY(web_path_number(data, "id", &id));
	return mailbox_sending_drop(cx, id);
}

static enum hk_result post_drop(struct web_request *req)
{
	int64_t id;

	HK_TRY(web_path_number(req, "id", &id));
	return admin_save(req, &(struct admin_save){
				       drop_sending, sending_form, req,
				       hk_format(req->cx->arena, "/admin/mailboxes/%" PRId64, id),
				       TR("Its mail leaves through the house again.") });
}

struct test {
	struct web_request *req;
	struct mailbox_sending sending;
	const char *password, *said;
};

static enum hk_result test_begin(struct ctx *cx, void *data)
{
	struct test *test = data;
	int64_t id;

	HK_TRY(web_path_number(test->req, "id", &id));
	HK_TRY(mailbox_sending_find(cx, id, &test->sending));
	HK_TRY(mailbox_sending_password(cx, &test->sending, &test->password));
	return throttle_count(cx, "mailbox.test", hk_format(cx->arena, "%" PRId64, cx->org_id),
			      TESTS_A_MINUTE, HK_MINUTE);
}

static const char *said(struct test *test, const char *sentence, const char *answer)
{
	return i18n_fill(test->req->cx->arena, words(test->req, sentence), "host",
			 test->sending.host, "words", words(test->req, answer), NULL);
}

static bool test_once(struct test *test, const struct net_smtp *smtp, struct net_answer *ret)
{
	struct ctx *cx = test->req->cx;
	const char *socket =
		hk_format(cx->arena, "%s/net.sock", setting(cx->house->settings, SETTING_RUN_DIR));
	struct net_session *session = NULL;
	struct net_verdict verdict;

	if (net_smtp_open(cx->arena, socket, smtp, &session, &verdict) == HK_OK)
		net_close(session);
	*ret = verdict.all;
	return session != NULL;
}

/* As a mail would go: with a token that is renewed when the server does not take it. */
static bool test_run(struct test *test)
{
	struct ctx *cx = test->req->cx;
	struct net_smtp smtp = { .server = send_server_of(&test->sending, test->password) };
	bool has_token = smtp.server.sign_in == NET_BY_TOKEN, is_good = false;
	const char *why = TR("This mailbox has no access by tokens yet.");
	struct access_token token = { "", "", 0 };
	struct net_answer answer = { NET_UNREACHABLE, 0, "" };
	enum hk_result result = HK_OK;

	smtp.server.hurry_ms = TEST_MS;
	if (has_token)
		result = access_token_get(cx, test->sending.mailbox_id, &token, &why);
	for (int tries = 0; result == HK_OK && !is_good && tries < 2; tries++) {
		if (has_token)
			smtp.server.password = token.token;
		is_good = test_once(test, &smtp, &answer);
		if (is_good || !has_token || !net_is_denied(&answer) || tries)
			break;
		result = access_token_again(cx, test->sending.mailbox_id, &token, &token, &why);
	}
	if (result != HK_OK)
		test->said = words(test->req, why);
	else if (is_good)
		test->said = said(test,
				  TR("It works: {host} answered and let us in. Nothing was "
				     "sent."),
				  "");
	else if (net_is_denied(&answer))
		test->said = said(test,
				  TR("{host} answered, but did not let us in. It said: "
				     "{words}"),
				  answer.text);
	else
		test->said = said(test, TR("{host} could not be used. What happened: {words}"),
				  answer.text);
	return is_good;
}

static enum hk_result test_note(struct ctx *cx, void *data)
{
	return mailbox_sending_works(cx, ((struct test *)data)->sending.mailbox_id);
}

static enum hk_result post_test(struct web_request *req)
{
	struct test test = { .req = req };
	enum hk_result result = ctx_write(req->cx, test_begin, &test);

	if (page_is_mendable(result))
		return page_again(req, page_status_of(result), sending_form, req);
	HK_TRY(result);
	if (!test_run(&test)) {
		result = problem(req->cx, HK_INVALID, test.said);
		return page_again(req, page_status_of(result), sending_form, req);
	}
	/* What waited for it need not wait any longer. */
	HK_TRY(ctx_write(req->cx, test_note, &test));
	return notice_answer(req, road_path(req->cx, test.sending.mailbox_id, "sending"), test.said,
			     "");
}

static const struct web_param sending_params[] = {
	{ "host", PARAM_TEXT, 253 },
	{ "port", PARAM_NUMBER, 0 },
	{ "tls", PARAM_TEXT, 10 },
	{ "sign_in", PARAM_TEXT, 10 },
	{ "user_name", PARAM_TEXT, 254 },
	{ "password", PARAM_TEXT, 500 },
	{ "authority", PARAM_TEXT, PEM_LETTERS },
	{ "version", PARAM_NUMBER, 0 },
	{ NULL, PARAM_TEXT, 0 },
};

const struct web_route admin_sending_pages[] = {
	ROUTE("GET", "/admin/mailboxes/{id}/sending", RIGHT_ADMIN, show_sending, 0, NULL),
	ROUTE("POST", "/admin/mailboxes/{id}/sending", RIGHT_ADMIN, post_sending, 0,
	      sending_params),
	ROUTE("POST", "/admin/mailboxes/{id}/sending/test", RIGHT_ADMIN, post_test, 0, NULL),
	ROUTE("POST", "/admin/mailboxes/{id}/sending/drop", RIGHT_ADMIN, post_drop, 0, NULL),
	{ 0 },
};
