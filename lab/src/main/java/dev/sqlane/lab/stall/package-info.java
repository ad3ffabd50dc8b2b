/**
 * Scenario {@code stall}: whether virtual threads that have nothing to do with the database keep running while others wait for a
 * foreign lock ({@link dev.sqlane.lab.stall.LockHolder}, in another process) and read for long.
 */
package dev.sqlane.lab.stall;
