/** Scenario {@code mixed}: what saturating writers do to the latency of readers, and to the length of the write-ahead log. */
package dev.sqlane.lab.mixed;
