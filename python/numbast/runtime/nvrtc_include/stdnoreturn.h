#pragma once // noreturn stays a name: attributes use it
