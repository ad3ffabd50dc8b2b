package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("dev.sqlane.Queue")
@Label("Queue")
@Description("A caller asked for a connection, until it had one or gave up")
@Category("Sqlane")
@StackTrace(false)
@Threshold("10 ms")
final class QueueEvent extends TaskEvent {}
