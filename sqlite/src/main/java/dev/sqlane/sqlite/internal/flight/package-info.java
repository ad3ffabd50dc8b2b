/**
 * Events of JDK Flight Recorder. {@link dev.sqlane.sqlite.internal.flight.Flight} is what the engine sees; where the JVM has no recorder, or
 * none records, it gets {@link dev.sqlane.sqlite.internal.flight.Span#NONE}. They are made where a thing begins and not by a listener to
 * {@link dev.sqlane.Events}, since the recorder takes the time of an event by itself, from its beginning to its end.
 */
package dev.sqlane.sqlite.internal.flight;
