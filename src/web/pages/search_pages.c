#include "web/pages/families.h"

const struct web_route search_pages[] = {
	{ 0 },
};
