#include "web/pages/families.h"

const struct web_route inbox_pages[] = {
	{ 0 },
};
