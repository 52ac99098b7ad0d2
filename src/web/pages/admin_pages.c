#include "web/pages/families.h"

const struct web_route admin_pages[] = {
	{ 0 },
};
