/** Scenario {@code slow-unit}: what one unit that keeps its transaction open for long does to the others. */
package dev.sqlane.lab.slowunit;
