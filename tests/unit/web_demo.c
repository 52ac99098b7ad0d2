/*
 * A small house behind the real web server, for tests/integration/test_web*.py:
 *   web_demo FOLDER LISTEN [threads=N] [workers=N] [queue=N] [upload=BYTES] [base=URL]
 * [proxies=LIST] makes a database in the folder, prints "session TOKEN", "bearer TOKEN" and "ready
 * PORT", and ends by SIGTERM.
 */
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/secret.h"
#include "base/text.h"
#include "base/time.h"
#include "core/event.h"
#include "core/id.h"
#include "core/org.h"
#include "db/migrations.h"
#include "people/session.h"
#include "people/staff.h"
#include "people/token.h"
#include "web/web_server.h"

enum { PAGE_ROWS = 60, GRACE_MS = 5000 };

static enum hk_result show_page(struct web_request *req)
{
	struct hk_buf *out = req->out->to;

	hk_buf_format(out, "<!doctype html><html lang=\"%s\"><title>%s</title><p>%s</p><table>",
		      req->page.language, req->page.organisation, req->page.person);
	for (int i = 0; i < PAGE_ROWS; i++)
		hk_buf_format(out,
			      "\n<tr><td><a href=\"/t/%d\">broken &quot;kettle&quot;</a></td><td>%d"
			      " of Fatima Rahman, who waits for an answer</td></tr>",
			      i * 7919 % 1000, i * 104729 % 10007);
	hk_buf_text(out, "</table>");
	return HK_OK;
}

static enum hk_result show_form(struct web_request *req)
{
	hk_buf_format(req->out->to, "<form method=post><input name=form_token value=\"%s\"></form>",
		      req->page.form_token);
	return HK_OK;
}

static enum hk_result echo_form(struct web_request *req)
{
	const char *text = web_form(req, "text");
	const struct web_file *files;
	size_t count = web_files(req, "file", &files);

	hk_buf_format(req->out->to, "text=%s\n", text ? text : "(none)");
	for (size_t i = 0; i < count; i++) {
		char *bytes;
		size_t length;

		HK_TRY(hk_fd_read(req->cx->arena, files[i].fd, (size_t)files[i].size, &bytes,
				  &length));
		unsigned char digest[HK_DIGEST];

		hk_sha256(bytes, length, digest);
		hk_buf_format(req->out->to, "file=%s %s %" PRId64 " %s\n", files[i].name,
			      files[i].type, files[i].size,
			      hk_hex(req->cx->arena, digest, sizeof(digest)));
	}
	req->type = "text/plain; charset=utf-8";
	return HK_OK;
}

static enum hk_result nap(struct web_request *req)
{
	hk_pause_ms(web_query_number(req, "ms", 100));
	hk_buf_text(req->out->to, "rested\n");
	return HK_OK;
}

static enum hk_result listen_events(struct web_request *req)
{
	return web_stream(req);
}

static enum hk_result publish(struct web_request *req)
{
	struct web_server *server = web_server_of(req);
	int64_t first = web_query_number(req, "from", 1);

	for (int64_t i = 0; i < web_query_number(req, "count", 1); i++)
		web_publish(server, 1, first + i, "ticket",
			    "{\"ticket\":4711,\"state\":\"open\",\"subject\":\"\"}");
	hk_buf_text(req->out->to, "told\n");
	return HK_OK;
}

static enum hk_result show_client(struct web_request *req)
{
	hk_buf_format(req->out->to, "%s\n", web_client(req));
	req->type = "text/plain; charset=utf-8";
	return HK_OK;
}

static enum hk_result send_file(struct web_request *req)
{
	int fd = open("/usr/share/common-licenses/GPL-3", O_RDONLY | O_CLOEXEC);

	web_header(req, "ETag", "\"gpl\"");
	return web_send_file(req, fd, lseek(fd, 0, SEEK_END), "text/plain", web_query(req, "name"));
}

static enum hk_result show_thing(struct web_request *req)
{
	hk_buf_format(req->out->to, "{\"name\":\"%s\"}", web_path(req, "name"));
	return HK_OK;
}

static enum hk_result add_thing(struct web_request *req)
{
	size_t length;

	if (*web_body(req, &length))
		hk_ignore(field_problem(req->cx, "customer.email", "This is no address."));
	return field_problem(req->cx, "subject", "Please write what it is about.");
}

static enum hk_result show_help(struct web_request *req)
{
	hk_buf_format(req->out->to, "%s|%s|%s", req->page.language, req->page.base,
		      web_path(req, "name"));
	return HK_OK;
}

static enum hk_result show_figures(struct web_request *req)
{
	struct web_figures figures;

	web_read_figures(web_server_of(req), &figures);
	hk_buf_format(req->out->to,
		      "{\"streams\":%ju,\"connections\":%ju,\"busy\":%ju,\"cpu_us\":%jd,"
		      "\"answers\":%ju,\"requests\":%ju}",
		      (uintmax_t)figures.http.streams, (uintmax_t)figures.http.connections,
		      (uintmax_t)figures.http.too_busy, (intmax_t)hk_clock_cpu_us(),
		      (uintmax_t)figures.latency_count, (uintmax_t)figures.http.requests);
	return HK_OK;
}

static const struct web_param text_param[] = { { "text", PARAM_TEXT, 100 },
					       { "file", PARAM_FILE, 0 },
					       { 0 } };
static const struct web_param number_params[] = { { "ms", PARAM_NUMBER, 0 },
						  { "from", PARAM_NUMBER, 0 },
						  { "count", PARAM_NUMBER, 0 },
						  { "name", PARAM_TEXT, 100 },
						  { 0 } };

enum { OPEN = WEB_ANONYMOUS, HOUSE = WEB_ANONYMOUS | WEB_HOUSE };

static const struct web_route routes[] = {
	ROUTE("GET", "/", RIGHT_PUBLIC, show_page, OPEN, NULL),
	ROUTE("GET", "/healthz", RIGHT_PUBLIC, show_figures, HOUSE, NULL),
	ROUTE("GET", "/form", RIGHT_PUBLIC, show_form, OPEN, NULL),
	ROUTE("POST", "/form", RIGHT_PUBLIC, echo_form, OPEN, text_param),
	ROUTE("POST", "/upload", RIGHT_PUBLIC, echo_form, OPEN | WEB_UPLOAD, text_param),
	ROUTE("GET", "/nap", RIGHT_PUBLIC, nap, HOUSE, number_params),
	ROUTE("GET", "/publish", RIGHT_PUBLIC, publish, OPEN, number_params),
	ROUTE("GET", "/client", RIGHT_PUBLIC, show_client, HOUSE, NULL),
	ROUTE("GET", "/file", RIGHT_PUBLIC, send_file, OPEN, number_params),
	ROUTE("GET", "/inbox", RIGHT_TICKET_READ, show_page, 0, NULL),
	ROUTE("POST", "/inbox", RIGHT_TICKET_READ, echo_form, 0, text_param),
	ROUTE("GET", "/admin", RIGHT_ADMIN, show_page, 0, NULL),
	ROUTE("GET", "/events", RIGHT_SIGNED_IN, listen_events, 0, NULL),
	ROUTE("GET", "/help/{name}", RIGHT_PUBLIC, show_help, OPEN | WEB_CUSTOMER, NULL),
	ROUTE("GET", "/api/v1/things/{name}", RIGHT_TICKET_READ, show_thing, WEB_API, NULL),
	ROUTE("POST", "/api/v1/things", RIGHT_TICKET_CREATE, add_thing, WEB_API, NULL),
	{ 0 },
};
static const struct web_family families[] = { { "demo", routes }, { 0 } };

static void show_problem(struct web_request *req, enum hk_result result)
{
	hk_buf_format(req->out->to, "<title>%u</title><p>%d %s</p>", req->status, (int)result,
		      req->cx->problem ? req->cx->problem : "");
}

static const struct web_pages pages = { .show_problem = show_problem,
					.staff_sign_in = "/sign-in",
					.customer_sign_in = "/sign-in" };

struct people {
	const char *session, *bearer;
};

static enum hk_result add_people(struct ctx *cx, void *data)
{
	struct people *people = data;
	struct org org = { .code = "shop",
			   .name = "Nordhome",
			   .host = "",
			   .language = "en",
			   .timezone = "Europe/Vilnius",
			   .accent = "",
			   .phone = "",
			   .email = "",
			   .hours = "" };
	struct staff staff = { .email = "rasa@shop.test", .name = "Rasa", .role = "agent" };
	int64_t id;

	HK_TRY(org_add(cx, &org));
	HK_TRY(staff_add(cx, &staff));
	HK_TRY(session_add(cx, "staff", staff.id, "test", &people->session));
	return token_add(cx, staff.id, "test", &people->bearer, &id);
}

static int64_t now(void *data)
{
	(void)data;
	return hk_clock_now();
}

static enum hk_result open_house(struct hk_arena *arena, const char *folder, struct house *house)
{
	struct db_settings db = { .url = hk_format(arena, "sqlite:%s/demo.db", folder),
				  .connections = 8 };
	size_t ran;

	memset(house->key, 7, sizeof(house->key));
	house->subscribers = hk_alloc(arena, 1, sizeof(*house->subscribers));
	house->ids = id_source_new(1);
	HK_TRY(db_store_open(&db, &house->store));
	return db_migrate(house->store, migrations, migration_count, hk_clock_now(), &ran);
}

static enum hk_result fill_house(struct hk_arena *arena, const struct house *house)
{
	struct people people = { 0 };
	struct kit *kit = kit_new();
	struct ctx cx;

	ctx_init(&cx, house, kit, arena, hk_clock_now());

	enum hk_result result = ctx_write(&cx, add_people, &people);

	if (result == HK_OK)
		printf("session %s\nbearer %s\n", people.session, people.bearer);
	kit_free(kit);
	return result;
}

static void take_option(struct web_settings *settings, const char *option)
{
	const char *value = strchr(option, '=');
	int64_t number = 0;

	if (!value++)
		return;
	if (hk_starts(option, "base="))
		settings->base_url = value;
	if (hk_starts(option, "proxies="))
		settings->trusted_proxies = value;
	if (!hk_number(value, &number))
		return;
	if (hk_starts(option, "threads="))
		settings->threads = (unsigned)number;
	if (hk_starts(option, "workers="))
		settings->workers = (unsigned)number;
	if (hk_starts(option, "queue="))
		settings->queue = (unsigned)number;
	if (hk_starts(option, "upload="))
		settings->upload_max = number;
}

static int serve(const struct web_settings *settings, const sigset_t *set)
{
	struct web_server *server;
	int got;

	if (web_start(settings, &server) != HK_OK)
		return 1;
	printf("ready %u\n", web_port(server));
	fflush(stdout);
	while (sigwait(set, &got) != 0)
		;
	web_stop(server, GRACE_MS);
	return 0;
}

int main(int argc, char **argv)
{
	scoped_arena *arena = hk_arena_new();
	struct house house = { 0 };
	struct web_settings settings = { .base_url = "http://127.0.0.1",
					 .house = &house,
					 .families = families,
					 .pages = &pages,
					 .now = now };
	sigset_t set;

	if (argc < 3)
		return 64;
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	settings.listen = argv[2];
	for (int i = 3; i < argc; i++)
		take_option(&settings, argv[i]);
	if (hk_secret_start() != HK_OK || open_house(arena, argv[1], &house) != HK_OK ||
	    fill_house(arena, &house) != HK_OK) {
		fprintf(stderr, "the house could not be opened\n");
		return 1;
	}

	int status = serve(&settings, &set);

	db_store_close(house.store);
	id_source_free(house.ids);
	return status;
}
