/* The mails of a trial, which lie in a folder instead of leaving. Texts are never NULL. */
#pragma once

#include "core/html.h"

struct trial_link {
	const char *url, *path; /* path: on this server, what a click opens */
};

struct trial_mail {
	const char *url; /* of its page */
	const char *subject, *from, *to;
	int64_t at;
	const char *text;
	struct markup html; /* .html "" when there is none */

	struct trial_links {
		struct trial_link *items;
		size_t count;
	} links;
};

struct trial_list {
	struct trial_mail *items;
	size_t count;
};
