#include "web/pages/families.h"

const struct web_route solved_pages[] = {
	{ 0 },
};
