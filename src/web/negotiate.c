#include "web/negotiate.h"

#include <string.h>

#include "base/text.h"

enum { DIGITS_MAX = 15 };

/* "gzip;q=0" is a refusal; "q=0.5" is none. */
static bool is_refused(const char *parameters, size_t length)
{
	const char *q = memmem(parameters, length, "q=", 2);
	size_t left = q ? length - (size_t)(q - parameters) - 2 : 0;

	return q && left > 0 && strspn(q + 2, "0.") >= strnlen(q + 2, strcspn(q + 2, ", \t"));
}

bool accepts_gzip(const char *header)
{
	while (header && *header) {
		size_t skip = strspn(header, ", \t"), length = strcspn(header + skip, ",");
		const char *item = header + skip;

		if (hk_starts_ascii(item, "gzip") && strchr("; ,\t", item[4]))
			return !is_refused(item, length);
		header = item + length;
	}
	return false;
}

bool etag_is_known(const char *header, const char *etag)
{
	size_t length = strlen(etag);

	if (header && hk_equal(header, "*"))
		return true;
	while (header && (header = strstr(header, etag))) {
		if (header[length] == '\0' || strchr(", \t", header[length]))
			return true;
		header += length;
	}
	return false;
}

/* -1: no number. */
static int64_t digits(const char **text)
{
	int64_t number = 0;
	size_t length = strspn(*text, "0123456789");

	if (length == 0 || length > DIGITS_MAX)
		return -1;
	for (size_t i = 0; i < length; i++)
		number = number * 10 + ((*text)[i] - '0');
	*text += length;
	return number;
}

bool range_find(const char *header, int64_t size, int64_t *ret_from, int64_t *ret_size)
{
	if (!header || !hk_starts(header, "bytes="))
		return false;
	header += strlen("bytes=");

	int64_t first = digits(&header), last;

	if (*header++ != '-')
		return false;
	last = digits(&header);
	if (*header || (first < 0 && last <= 0) || (last >= 0 && first > last))
		return false;
	if (first < 0) { /* the last so many */
		first = last < size ? size - last : 0;
		last = -1;
	}
	if (last < 0 || last >= size)
		last = size - 1;
	if (first > last)
		return false;
	*ret_from = first;
	*ret_size = last - first + 1;
	return true;
}
