package org.carrack.itest.packages.faulty.missing;

import org.carrack.actor.Actor;
import org.osgi.service.component.annotations.Component;

/** Cannot be loaded: its superclass is not in the package. */
@Component
public class MissingActor extends org.carrack.itest.packages.servlets.Left implements Actor {}
