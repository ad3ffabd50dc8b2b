package dev.sqlane.sqlite.internal.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

@Name("dev.sqlane.Lock")
@Label("Write Lock")
@Description("The write lock was asked for, until it was had: what other connections and processes kept it")
@Category("Sqlane")
@StackTrace(false)
@Threshold("10 ms")
final class LockEvent extends TaskEvent {}
