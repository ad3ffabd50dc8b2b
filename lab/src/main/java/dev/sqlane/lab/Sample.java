package dev.sqlane.lab;

/**
 * What was seen at some time of a round.
 *
 * @param seconds since measuring began
 * @param value in the unit that the name of its series says
 * @since 0.1.0
 */
public record Sample(double seconds, double value) {}
