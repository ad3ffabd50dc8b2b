/** Small complete programs that show how Sqlane is used; the tests run each of them. */
package dev.sqlane.examples;
