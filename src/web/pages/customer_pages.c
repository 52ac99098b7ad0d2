#include "web/pages/families.h"

const struct web_route customer_pages[] = {
	{ 0 },
};
