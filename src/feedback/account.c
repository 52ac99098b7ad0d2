#include "feedback/account.h"

#include <string.h>

#include "base/text.h"

/* Where anybody gets an address: people of these have nothing to do with each other. */
static const char *const services[] = {
	"gmail.com",  "googlemail.com", "outlook.com", "hotmail.com",    "live.com",
	"msn.com",    "yahoo.com",      "yahoo.co.in", "yahoo.co.uk",    "ymail.com",
	"icloud.com", "me.com",         "mac.com",     "aol.com",        "gmx.com",
	"gmx.de",     "gmx.net",        "web.de",      "mail.com",       "mail.ru",
	"proton.me",  "protonmail.com", "zoho.com",    "rediffmail.com", "inbox.lt",
	"inbox.lv",   "one.lt",         "takas.lt",    "tutanota.com",   "fastmail.com",
};

const char *account_of(struct ctx *cx, const char *address)
{
	const char *at = strrchr(address, '@');

	if (!at)
		return "";
	for (size_t i = 0; i < HK_COUNT(services); i++)
		if (hk_equal_ascii(at + 1, services[i]))
			return "";
	return hk_lower_ascii(cx->arena, at + 1);
}
