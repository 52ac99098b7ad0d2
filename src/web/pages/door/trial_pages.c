/*
 * The mails of a trial: where smtp is dir:PATH they lie in that folder, and
 * whoever sits at the machine reads them here, so that every step can be tried
 * without a mail server. Served to this machine alone.
 */
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "base/text.h"
#include "core/markdown.h"
#include "core/settings.h"
#include "parse/parse.h"
#include "tpl_trial_mail.h"
#include "tpl_trial_mails.h"
#include "web/client.h"
#include "web/pages/door/trial_view.h"
#include "web/pages/families.h"

enum { MAILS_SHOWN = 30, FILES_MAX = 5000, MAIL_BYTES_MAX = 4 * 1024 * 1024, LINKS_MAX = 20 };

static const char folder_mark[] = "dir:";

struct found {
	const char *name;
	struct timespec at;
};

/* A name of somebody else's that leads to this machine (DNS rebinding) would let a page of his read
 * along, and with it the links that sign in. */
static bool is_own_host(const struct web_request *req)
{
	static const char *const near[] = { "localhost", "127.0.0.1", "::1" };
	const char *sent = web_request_header(req, "Host");
	const char *host = host_of(req->cx->arena, sent ? sent : "");

	return hk_one_of(host, near, HK_COUNT(near)) ||
	       strcmp(host, host_of(req->cx->arena,
				    setting(req->cx->house->settings, SETTING_BASE_URL))) == 0;
}

/* The folder, or NULL where there is no trial, or somebody asks from elsewhere. */
static const char *folder_of(const struct web_request *req)
{
	const struct settings *settings = req->cx->house->settings;
	const char *smtp = setting(settings, SETTING_SMTP);

	if (!hk_starts(smtp, folder_mark) || !settings_is_loopback(web_client(req)) ||
	    !settings_is_loopback(setting(settings, SETTING_BASE_URL)) || !is_own_host(req) ||
	    web_request_header(req, "X-Forwarded-For") || web_request_header(req, "Forwarded"))
		return NULL;
	return smtp + strlen(folder_mark);
}

static int newer_first(const void *a, const void *b)
{
	const struct found *x = a, *y = b;

	if (x->at.tv_sec != y->at.tv_sec)
		return x->at.tv_sec < y->at.tv_sec ? 1 : -1;
	if (x->at.tv_nsec != y->at.tv_nsec)
		return x->at.tv_nsec < y->at.tv_nsec ? 1 : -1;
	return strcmp(x->name, y->name);
}

static bool is_mail(const char *name)
{
	return *name != '.' && !strchr(name, '/') && hk_ends(name, ".eml");
}

static size_t folder_read(struct hk_arena *arena, const char *folder, struct found *found)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	size_t count = 0;

	/* NOLINTNEXTLINE(concurrency-mt-unsafe): this stream is read by this thread alone */
	while (dir && count < FILES_MAX && (entry = readdir(dir))) {
		struct stat about;

		if (!is_mail(entry->d_name) ||
		    stat(hk_format(arena, "%s/%s", folder, entry->d_name), &about) != 0)
			continue;
		found[count].name = hk_copy_text(arena, entry->d_name);
		found[count++].at = about.st_mtim;
	}
	if (dir)
		closedir(dir);
	qsort(found, count, sizeof(*found), newer_first);
	return count;
}

static const char *person_of(struct hk_arena *arena, const struct mail *mail, enum mail_role role)
{
	for (uint32_t i = 0; i < mail->address_count; i++)
		if (mail->addresses[i].role == role)
			return hk_format(arena, "%s <%s>", mail->addresses[i].name,
					 mail->addresses[i].address);
	return "";
}

/* Every address in the text that leads to this server; a click on it is a path. */
static void links_find(struct web_request *req, const char *text, struct trial_links *ret)
{
	const char *base = setting(req->cx->house->settings, SETTING_BASE_URL);
	size_t length = strlen(base);

	ret->items = hk_alloc(req->cx->arena, LINKS_MAX, sizeof(*ret->items));
	for (const char *at = strstr(text, base); at && ret->count < LINKS_MAX;
	     at = strstr(at + length, base)) {
		const char *url = hk_copy(req->cx->arena, at, strcspn(at, " \t\r\n<>\""));

		if (url[length] == '/')
			ret->items[ret->count++] = (struct trial_link){ url, url + length };
	}
}

static enum hk_result mail_read(struct web_request *req, const char *folder, const char *name,
				struct trial_mail *ret)
{
	struct hk_arena *arena = req->cx->arena;
	const char *path = hk_format(arena, "%s/%s", folder, name);
	struct parse_source source = { .fd = -1 };
	struct mail mail;
	struct stat about;
	char *bytes;
	size_t length;

	if (stat(path, &about) != 0)
		return HK_NOT_FOUND;
	HK_TRY(hk_file_read(arena, path, MAIL_BYTES_MAX, &bytes, &length));
	source.bytes = bytes;
	source.len = length;
	HK_TRY(parse_mail(req->cx->house->parse, arena, &source, &parse_limits_usual, &mail));
	*ret = (struct trial_mail){
		.url = hk_format(arena, "/trial/mail/%s", name),
		.subject = mail.subject,
		.from = person_of(arena, &mail, MAIL_FROM),
		.to = person_of(arena, &mail, MAIL_TO),
		.at = (int64_t)about.st_mtim.tv_sec * 1000,
		.text = mail.text,
		.html = *mail.html ? markup_from_canonical(arena, mail.html)
				   : (struct markup){ "" },
	};
	links_find(req, mail.text, &ret->links);
	return HK_OK;
}

static enum hk_result list_page(struct web_request *req)
{
	struct hk_arena *arena = req->cx->arena;
	const char *folder = folder_of(req);
	struct trial_list list = { hk_alloc(arena, MAILS_SHOWN, sizeof(struct trial_mail)), 0 };

	if (!folder)
		return HK_NOT_FOUND;

	struct found *found = hk_alloc(arena, FILES_MAX, sizeof(*found));
	size_t count = folder_read(arena, folder, found);

	for (size_t i = 0; i < count && i < MAILS_SHOWN; i++)
		if (mail_read(req, folder, found[i].name, &list.items[list.count]) == HK_OK)
			list.count++;
	tpl_trial_mails(req->out, &req->page, &list);
	return HK_OK;
}

static enum hk_result mail_page(struct web_request *req)
{
	const char *folder = folder_of(req);
	const char *name = web_path(req, "name");
	struct trial_mail mail;

	if (!folder || !is_mail(name))
		return HK_NOT_FOUND;
	HK_TRY(mail_read(req, folder, name, &mail));
	tpl_trial_mail(req->out, &req->page, &mail);
	return HK_OK;
}

const struct web_route trial_pages[] = {
	ROUTE("GET", "/trial/mail", RIGHT_PUBLIC, list_page, WEB_ANONYMOUS, NULL),
	ROUTE("GET", "/trial/mail/{name}", RIGHT_PUBLIC, mail_page, WEB_ANONYMOUS, NULL),
	{ 0 },
};
