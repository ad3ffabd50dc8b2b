package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("dev.sqlane.Run")
@Label("Unit")
@Description("The work of a unit ran; for a JDBC connection, from getConnection to close")
@Category("Sqlane")
@StackTrace(false)
@Threshold("10 ms")
final class RunEvent extends TaskEvent {}
