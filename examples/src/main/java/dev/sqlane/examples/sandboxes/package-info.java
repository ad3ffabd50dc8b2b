/**
 * A catalogue of sandboxes with typed helpers ({@link dev.sqlane.examples.sandboxes.SandboxCatalogue}): read-only, write, and both.
 */
package dev.sqlane.examples.sandboxes;
