#pragma once // nothing to declare
