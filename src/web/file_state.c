#include "web/file_state.h"

#include "base/text.h"
#include "ticket/file/scan.h"

static const struct {
	const char *left_out, *words;
} reasons[] = {
	{ "file", TR("Left out: it is too large.") },
	{ "files", TR("Left out: there were too many files.") },
	{ "mail", TR("Left out: the mail was too large.") },
};

const char *file_why_not(const struct attachment *file)
{
	for (size_t i = 0; i < HK_COUNT(reasons); i++)
		if (hk_equal(reasons[i].left_out, file->left_out))
			return reasons[i].words;
	return scan_words(file->scan);
}
