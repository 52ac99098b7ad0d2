#include "web/pages/families.h"

const struct web_route start_pages[] = {
	{ 0 },
};
