#include "web/pages/door/next_path.h"

#include <string.h>

#include "base/text.h"
#include "core/i18n.h"

enum { NEXT_MAX_BYTES = 300 };

/* A path and nothing else: "//host" and "/\host" are addresses of others to a browser. */
const char *next_carry(const char *wish)
{
	if (!wish || *wish != '/' || wish[1] == '/' || strlen(wish) > NEXT_MAX_BYTES)
		return "";
	for (const char *at = wish; *at; at++)
		if ((unsigned char)*at <= ' ' || *at == '\\' || (unsigned char)*at >= 0x7f)
			return "";
	return wish;
}

static const char *without_language(const char *path)
{
	for (size_t i = 0; i < I18N_LANGUAGES; i++) {
		const char *code = i18n_languages[i].code;
		size_t length = strlen(code);

		if (strncmp(path + 1, code, length) == 0 &&
		    (path[length + 1] == '/' || path[length + 1] == '\0'))
			return path + length + 1;
	}
	return path;
}

static bool is_below(const char *path, const char *folder)
{
	size_t length = strlen(folder);

	return strncmp(path, folder, length) == 0 &&
	       (path[length] == '\0' || path[length] == '/' || path[length] == '?');
}

static bool is_of_customers(const char *path)
{
	const char *rest = without_language(path);

	return rest != path || is_below(rest, "/my") || is_below(rest, "/new") ||
	       is_below(rest, "/solved") || strcmp(rest, "/") == 0;
}

static bool is_sign_in(const char *path)
{
	const char *rest = without_language(path);

	return is_below(rest, "/sign-in") || is_below(rest, "/sign-out") ||
	       is_below(rest, "/link") || is_below(rest, "/staff/sign-in");
}

const char *next_path(const struct web_request *req, enum actor_kind kind, const char *wish)
{
	const char *path = next_carry(wish);
	bool is_staff = kind == ACTOR_STAFF;

	if (*path && !is_sign_in(path) && is_of_customers(path) != is_staff)
		return path;
	/* The start page knows where each begins. */
	return is_staff ? "/" : hk_format(req->cx->arena, "%s/my/requests", req->page.base);
}
