#include "base/late.h"

#include <dlfcn.h>
#include <string.h>

#include "base/log.h"

static enum hk_result missing(const char *what)
{
	/* NOLINTNEXTLINE(concurrency-mt-unsafe): glibc keeps what it says for each thread */
	const char *reason = dlerror();

	hk_log(HK_LOG_ERROR, "library.missing", "name=%s reason=\"%s\"", what,
	       reason ? reason : "");
	return HK_UNAVAILABLE;
}

enum hk_result hk_late_load(const char *library, const char *const *names, size_t count, void *ret)
{
	void *loaded = dlopen(library, RTLD_NOW | RTLD_NODELETE);
	unsigned char *place = ret;

	if (!loaded)
		return missing(library);
	for (size_t i = 0; i < count; i++) {
		void *function = dlsym(loaded, names[i]);

		if (!function)
			return missing(names[i]);
		memcpy(place + i * sizeof(function), &function, sizeof(function));
	}
	return HK_OK;
}
