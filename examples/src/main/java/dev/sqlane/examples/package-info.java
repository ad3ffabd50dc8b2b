/**
 * Small complete programs, compiled and run by the tests: {@link dev.sqlane.examples.Quickstart} and
 * {@link dev.sqlane.examples.sandboxes.SandboxCatalogue}.
 */
package dev.sqlane.examples;
