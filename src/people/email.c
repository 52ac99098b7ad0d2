/* One person has one address, in whatever letters he writes it. */
#include <string.h>
#include <unicode/uidna.h>

#include "base/text.h"
#include "people/customer.h"

enum { DOMAIN_MAX = 255 };

/* The form in which every mail server knows it (RFC 5891, by UTS 46): bücher.example is
 * xn--bcher-kva.example. NULL when it is no name. */
static const char *domain_ascii(struct ctx *cx, const char *domain)
{
	char *ascii = hk_alloc(cx->arena, DOMAIN_MAX + 1, 1);
	UIDNAInfo info = UIDNA_INFO_INITIALIZER;
	UErrorCode error = U_ZERO_ERROR;
	UIDNA *idna = uidna_openUTS46(
		UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &error);

	if (U_FAILURE(error))
		return NULL;

	int32_t length = uidna_nameToASCII_UTF8(idna, domain, -1, ascii, DOMAIN_MAX, &info, &error);

	uidna_close(idna);
	return U_SUCCESS(error) && info.errors == 0 && length > 0 && length < DOMAIN_MAX ? ascii
											 : NULL;
}

const char *customer_email(struct ctx *cx, const char *written)
{
	const char *address = hk_lower_ascii(cx->arena, hk_trim(cx->arena, written));
	const char *at = strchr(address, '@');

	if (!hk_is_address(address) || !at)
		return NULL;
	if (hk_is_ascii(at + 1))
		return address;

	const char *domain = domain_ascii(cx, at + 1);

	if (!domain)
		return NULL;
	address = hk_format(cx->arena, "%.*s@%s", (int)(at - address), address, domain);
	return hk_is_address(address) ? address : NULL;
}
