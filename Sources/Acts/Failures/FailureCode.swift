/// The permanent numbers of everything Hasila refuses. A number is never reused for another meaning; a retired one stays here, marked so.
///
/// Ranges: 10xx general and access, 11xx files, 12xx figures and returns, 13xx organization, 14xx cycle and terms,
/// 15xx self-assessment to roadmap, 20xx ledger and verification, 30xx storage and operation, 40xx web.
/// The sentence for each number stands in `Localization/Languages/*/errors.yaml` under `errors.E<number>`.
public enum FailureCode: Int, CaseIterable, Sendable, Codable {
    // MARK: 10xx general and access
    /// Something unexpected happened; details are in the log under the request's id.
    case `internal` = 1000
    /// The post may not do this act.
    case notAllowed = 1001
    /// The signatory holds no appointment on that day.
    case notAppointed = 1002
    /// The same person may not enter and approve, sign or evaluate: separation of duties.
    case ownWork = 1003
    /// The thing asked for does not exist, or its existence is not the reader's to know.
    case notFound = 1004
    /// A required text is missing.
    case missingText = 1005
    /// The institution is already founded.
    case alreadyFounded = 1006
    /// The institution is not founded yet.
    case notFounded = 1007
    /// A value does not have the form it must have.
    case malformedValue = 1008
    /// The same idempotency key was used for another act.
    case idempotencyConflict = 1009

    // MARK: 11xx files
    /// The file cannot be read.
    case unreadableFile = 1101
    /// The file is not UTF-8.
    case wrongEncoding = 1102
    /// A quote is not closed or stands where it may not.
    case brokenQuoting = 1103
    /// A row has more or fewer fields than the header.
    case fieldCount = 1104
    /// A required column is missing.
    case missingColumn = 1105
    /// A column is not known.
    case unknownColumn = 1106
    /// A column stands twice.
    case duplicateColumn = 1107
    /// A line or a field is longer than allowed.
    case tooLong = 1108
    /// The file has no header row.
    case emptyFile = 1109
    /// A field holds a word that is not in its list.
    case unknownWord = 1110
    /// The file was refused: nothing of it was applied.
    case importRefused = 1111

    // MARK: 12xx figures, indicators and returns
    /// The indicator is not defined.
    case unknownIndicator = 1201
    /// The value has more decimals than the indicator declares.
    case tooManyDecimals = 1202
    /// The value breaks a rule between figures.
    case contradiction = 1203
    /// The value is too large to be kept exactly.
    case overflow = 1204
    /// The value is not a decimal number.
    case notANumber = 1205
    /// The period is not well formed.
    case malformedPeriod = 1206
    /// The period is of another frequency than the indicator's.
    case wrongFrequency = 1207
    /// A ratio lacks its numerator or denominator, or names itself.
    case ratioIncomplete = 1208
    /// A ratio is computed; a value may not be entered for it.
    case computedIndicator = 1209
    /// A unit and one of its descendants report the same indicator and period without a scope.
    case scopeNeeded = 1210
    /// The same figure stands twice in one return or file.
    case duplicateFigure = 1211
    /// The breakdown is not of the form KEY=VALUE;KEY=VALUE.
    case malformedBreakdown = 1212
    /// The period lies in the future.
    case futurePeriod = 1213
    /// The status and the value contradict each other (a missing status with a value, or none without).
    case statusWithoutValue = 1214
    /// The indicator is defined already, with another meaning.
    case indicatorExists = 1215
    /// The time is not an RFC 3339 time in UTC.
    case malformedTime = 1216

    // MARK: 13xx organization
    /// The unit does not exist.
    case unknownUnit = 1301
    /// The unit exists already.
    case unitExists = 1302
    /// The unit was not open on that day.
    case unitNotOpen = 1303
    /// The unit would stand under itself.
    case cyclicUnits = 1304
    /// The date is not a calendar day.
    case malformedDay = 1305
    /// The code is not of the form letters, digits, dot, dash, underscore.
    case malformedCode = 1306
    /// There must be exactly one unit without parent.
    case oneRoot = 1307
    /// The unit still has open children.
    case hasOpenChildren = 1308
    /// The end lies before the beginning.
    case endBeforeStart = 1309
    /// The event is dated before one already recorded for the unit.
    case eventOutOfOrder = 1310
    /// Shares of a split do not add to one.
    case sharesIncomplete = 1311
    /// The official does not exist.
    case unknownOfficial = 1312
    /// The post does not exist.
    case unknownPost = 1313
    /// The official, post or appointment exists already.
    case appointmentExists = 1314

    // MARK: 1320 to 1329 delegation and handover
    /// The appointment has ended.
    case appointmentOver = 1320
    /// The appointment waits for its signature.
    case appointmentUnsigned = 1321
    /// The delegation does not hold on that day: not begun, ended, recalled, or its giver's appointment ended.
    case delegationOver = 1322
    /// The kind of act is not among those delegated.
    case notDelegated = 1323
    /// The post is delegated to that official in that time already.
    case delegationOverlaps = 1324
    /// Nobody delegates to themselves, another's post, or what was only delegated to them.
    case delegationRefused = 1325
    /// There is no such delegation, or it is recalled already.
    case unknownDelegation = 1326
    /// There is nothing to hand over between these officials, or it is not the signatory's to confirm.
    case nothingToHandOver = 1327
    /// This side has confirmed already.
    case confirmedAlready = 1328
    /// Whoever is to act for another must hold a post of their own.
    case delegateWithoutPost = 1329

    // MARK: 14xx cycle and terms
    /// The year has no cycle.
    case noCycle = 1401
    /// The cycle of the year is open already.
    case cycleExists = 1402
    /// The phases are incomplete or out of order.
    case phasesOutOfOrder = 1403
    /// The weights do not add to 100.
    case weightsIncomplete = 1404
    /// A target needs its baseline, bounds or date.
    case targetIncomplete = 1405
    /// The commitment does not exist.
    case unknownCommitment = 1406
    /// The terms are signed and may not be replaced.
    case termsSigned = 1407
    /// The unit has no terms of reference for the year.
    case noTerms = 1408
    /// Commitments depend on one another in a circle.
    case circularDependency = 1409
    /// The proposal was replaced by a newer one.
    case proposalReplaced = 1410
    /// This post's side has signed already.
    case alreadySigned = 1411

    // MARK: 1420 to 1439 dates, extensions, reminders
    /// The act belongs to a phase that does not run on this day.
    case outOfPhase = 1420
    /// An extension may only lengthen a phase.
    case extensionShortens = 1421
    /// The phase is one for all units; a single unit has no dates of its own in it.
    case commonPhase = 1422
    /// Days of reminders are repeated, too many or out of range.
    case reminderDays = 1423
    /// The text is not an e-mail address.
    case malformedAddress = 1424
    /// The quarter is not over.
    case quarterNotOver = 1425
    /// A review leaves out commitments of the terms in force.
    case followUpIncomplete = 1426
    /// A commitment at risk or late needs saying why.
    case progressWithoutReason = 1427
    /// The mail server did not take the letter.
    case mailRefused = 1428
    /// The mail server could not be reached, or the talk broke off.
    case mailUnreachable = 1429
    /// A password would travel unencrypted.
    case mailUnencrypted = 1430
    /// The password's file can be read by others.
    case passwordFileOpen = 1431

    // MARK: 1440 to 1469 negotiation of terms
    /// A commitment's target levels are not five numbers that go one way.
    case levelsInvalid = 1440
    /// The post that is to answer for a commitment belongs to another unit.
    case ownerElsewhere = 1441
    /// Terms are signed by the director general only after they were vetted.
    case notVetted = 1442
    /// A dependency on another unit is not accepted by it.
    case dependencyOpen = 1443
    /// The proposal has no such dependency on the unit.
    case noDependency = 1444
    /// Only a unit above may assign commitments to another, or speak on its terms.
    case notAbove = 1445
    /// An amendment needs terms in force.
    case notInForce = 1446
    /// An amendment changes nothing.
    case nothingAmended = 1447
    /// The same official vetted the proposal already.
    case alreadyVetted = 1448
    /// An assignment names no unit or no commitment.
    case nothingAssigned = 1449
    /// The file is not a sound XLSX workbook.
    case notASpreadsheet = 1450
    /// The workbook is beyond the limits of size, memory or time.
    case spreadsheetTooLarge = 1451
    /// The workbook holds a formula, a macro or a link to elsewhere.
    case spreadsheetActive = 1452

    // MARK: 15xx self-assessment, evaluation, meeting, roadmap
    /// Nothing was submitted to evaluate.
    case nothingToEvaluate = 1501
    /// The rating is not on the institution's scale.
    case unknownRating = 1502
    /// A cause for concern needs a recommendation with owner and date.
    case concernWithoutRecommendation = 1503
    /// The meeting of the year is not opened.
    case noMeeting = 1504
    /// The number, code or rank is taken.
    case numberTaken = 1505
    /// The decision does not exist.
    case unknownDecision = 1506
    /// The objective does not exist.
    case unknownObjective = 1507
    /// The priority does not exist.
    case unknownPriority = 1508

    // MARK: 1510 to 1539 self-assessment, evidence, difficulties
    /// A difficulty lacks its kind, its severity or who could remove it.
    case constraintIncomplete = 1510
    /// The kind of difficulty is not in the taxonomy.
    case unknownTaxon = 1511
    /// The kind of difficulty is no longer in use.
    case taxonRetired = 1512
    /// The unit filed no such evidence for the year.
    case unknownEvidence = 1513
    /// The evidence is past its date.
    case evidenceExpired = 1514
    /// The unit filed the same bytes before.
    case evidenceKnown = 1515
    /// Files of this kind are not taken as evidence.
    case evidenceKind = 1516
    /// The bytes of the file are not what its name or its declared type says.
    case evidenceFalseType = 1517
    /// The file carries something that acts: a macro, a script, an embedded file.
    case evidenceActive = 1518
    /// The file is small outside and huge inside, or holds archives within archives.
    case evidenceBomb = 1519
    /// The file is larger than allowed.
    case evidenceTooLarge = 1520
    /// The file is damaged or encrypted, so that nobody can look through it.
    case evidenceUnreadable = 1521
    /// The inspection did not come to an end.
    case inspectionFailed = 1522
    /// There is no such difficulty in a submission in force.
    case unknownDifficulty = 1523
    /// The answer lacks its decision, objective, addressee or reason.
    case answerIncomplete = 1524
    /// A submission has more statements than allowed.
    case tooManyStatements = 1525
    /// The filled-in template belongs to another unit or year, or was changed in its structure.
    case otherTemplate = 1526

    // MARK: 1540 to 1559 evaluation
    /// The unit may still answer the rating.
    case unitMayAnswer = 1540
    /// The rating is final and may not be replaced or concluded again.
    case ratingFinal = 1541
    /// The time to answer the rating is over.
    case answerOver = 1542
    /// The rating named is not the current one.
    case ratingReplaced = 1543
    /// The time to appeal is over.
    case appealOver = 1544
    /// The rating was appealed against already, or its appeal decided.
    case alreadyAppealed = 1545
    /// There is no appeal to decide.
    case noAppeal = 1546
    /// The content approved is not the one in force.
    case contentChanged = 1547
    /// The rating is not final yet.
    case ratingNotFinal = 1548
    /// A sample was drawn already for this self-assessment.
    case sampleDrawn = 1549
    /// There is no figure to draw a sample from.
    case nothingToSample = 1550
    /// The checkpoint named is not one of this ledger.
    case wrongCheckpoint = 1551
    /// The sample, or the figure in it, does not exist.
    case unknownSample = 1552
    /// The self-assessment was sent back and the unit may still submit again.
    case sentBackStill = 1553
    /// The self-assessment named is not the current one.
    case assessmentReplaced = 1554
    /// This grade of a commitment needs a reason.
    case appraisalWithoutReason = 1555
    /// This very content is approved already.
    case alreadyApproved = 1556
    /// A deadline may not lie before the day of the act.
    case deadlinePast = 1557
    /// An appeal waits for its decision, or reopened the evaluation.
    case appealPending = 1558

    // MARK: 1560 to 1579 meeting
    /// The dossier is no longer what was read.
    case dossierMoved = 1560
    /// The meeting's day lies outside its phase.
    case meetingOutsidePhase = 1561
    /// The minutes are no longer what was read.
    case minutesMoved = 1562
    /// The decision is carried out by another unit.
    case notOwner = 1563
    /// A replaced decision names the one that took its place, and only such a one does.
    case successorNeeded = 1564
    /// An order names every priority of the year once.
    case orderIncomplete = 1565
    /// The entry is no current part of this meeting's records.
    case unknownMeetingRecord = 1566
    /// The minutes bear this role's or this official's signature already.
    case minutesSigned = 1567

    // MARK: 1580 to 1599 roadmap
    /// Objectives wait for one another in a circle.
    case circularObjectives = 1580
    /// A milestone lies outside its objective's dates or before the milestone ahead of it.
    case milestoneMisplaced = 1581
    /// A value is aimed at without an indicator that says what is counted.
    case milestoneUnmeasured = 1582
    /// A revision of an objective changes nothing.
    case nothingRevised = 1583
    /// The roadmap of the year is closed.
    case roadmapClosed = 1584
    /// Progress is reported by the unit that answers for the objective.
    case notTheOwner = 1585
    /// Done means the whole share and every milestone, and the other way round.
    case progressContradicts = 1586
    /// The day lies ahead of what it speaks about.
    case dayAhead = 1587
    /// The objective has no milestone of that code.
    case unknownMilestone = 1588
    /// The decision has its outcome already.
    case decisionHasOutcome = 1589
    /// The roadmap cannot be closed while a decision has no outcome.
    case decisionsOpen = 1590
    /// The strategy has no goal of that code.
    case unknownGoal = 1591
    /// The year lies outside the strategy's.
    case outsideStrategy = 1592
    /// An objective serves the goal or the year that a rewording leaves out.
    case goalInUse = 1593
    /// A milestone that was reached may not be changed.
    case reachedMilestoneChanged = 1594
    /// The roadmap of the year is not closed.
    case roadmapNotClosed = 1595
    /// A roadmap without objectives cannot be closed.
    case emptyRoadmap = 1596
    /// A measured milestone is reached with the value found.
    case resultMissing = 1597

    // MARK: 1620 to 1639: validation and approval of returns
    /// A compulsory rule between figures does not hold.
    case ruleBroken = 1620
    /// The post stands neither in the unit nor above it.
    case notUpTheLine = 1621
    /// The unit reported nothing for the period.
    case noReturn = 1622
    /// Something else was entered since the page was read.
    case returnMoved = 1623
    /// Figures that were verified are corrected without a reason.
    case correctionNeedsReason = 1624
    /// The period is locked for figures.
    case periodLocked = 1625
    /// The period is locked already.
    case alreadyLocked = 1626
    /// The period is not locked.
    case notLocked = 1627
    /// A side or the tolerance of a rule cannot be read.
    case malformedRule = 1628
    /// There is no such rule in force.
    case unknownRule = 1629
    /// The step is not the next one for the return.
    case stepNotDue = 1630
    /// There is no such question about a figure.
    case unknownQuery = 1631
    /// The question was answered already.
    case queryAnswered = 1632
    /// The question was asked of another post.
    case notAskedOfYou = 1633
    /// No return of the unit and period came since the question.
    case nothingCorrected = 1634
    /// A rule compares figures of different rhythms.
    case mixedFrequencies = 1635

    // MARK: 1660 to 1669 dated organization
    /// There is no such event of the organization, or it was taken back already.
    case unknownUnitEvent = 1660
    /// The event has taken effect and is not taken back.
    case unitEventInForce = 1661
    /// Something recorded later counts on the event.
    case unitEventNeeded = 1662
    /// There is no bridge between two figures of which one has no value to be bridged.
    case noBridge = 1663

    // MARK: 1670 to 1679 analysis
    /// The latitude or longitude is not a decimal number of degrees within its bounds.
    case coordinateOutOfRange = 1670
    /// The analysis has more cells than a page or a file takes; it is refused, never cut.
    case analysisTooLarge = 1671
    /// A ratio is neither divided nor a divisor: its numerator and denominator are.
    case ratioNotDivisible = 1672
    /// The span asked for ends before it begins.
    case spanBackwards = 1673
    /// The unit is not on the map.
    case unitNotPlaced = 1674
    /// The official keeps as many views as one may.
    case tooManyViews = 1675
    // MARK: 1601 to 1619 forms and entry
    /// A form asks for the same figure twice.
    case formCellTwice = 1601
    /// A form, a section or a row asks for nothing.
    case formEmpty = 1602
    /// An indicator is reported in another rhythm than the form.
    case formFrequency = 1603
    /// A version of a form begins before an earlier one, or a form ends before it began.
    case formVersionEarlier = 1604
    /// No unit is named that would fill the form.
    case nobodyFills = 1605
    /// A form has more cells than allowed.
    case formTooLarge = 1606
    /// The form does not exist, or is not in use for the period.
    case unknownForm = 1607
    /// The period is of another rhythm than the form's.
    case formPeriod = 1608
    /// The form is not filled in by this unit.
    case notYourForm = 1609
    /// The form does not ask for this figure.
    case notInForm = 1610
    /// A value below zero where the form takes none.
    case negativeCount = 1611
    /// Cells that must be filled are blank.
    case requiredBlank = 1612
    /// A figure given before changes without a reason.
    case reasonNeeded = 1613
    /// A cell was emptied whose figure is in force.
    case figureCleared = 1614
    /// The typed number can be read in two ways.
    case ambiguousNumber = 1615
    /// The return changes nothing.
    case nothingToSubmit = 1616
    /// The filled-in template is another form's, unit's or period's, or was changed in its structure.
    case otherFormTemplate = 1617
    /// A pasted block reaches beyond the form.
    case outsideForm = 1618
    // MARK: 1640 to 1659 code lists and registers
    /// The code is taken.
    case codeExists = 1640
    /// The dimension is not defined.
    case unknownDimension = 1641
    /// The code is not in the dimension's list in that period.
    case codeNotInForce = 1642
    /// A code is read as one other code, never as itself, and not in a circle.
    case mappingRefused = 1643
    /// The indicator is not broken down by that dimension in that period.
    case breakdownNotInForce = 1644
    /// A finer breakdown does not add to what a coarser one of the same figure adds to.
    case cellsDisagree = 1645
    /// The register is not declared.
    case unknownRegister = 1646
    /// A column of a register may not be taken away or given another meaning.
    case columnChanged = 1647
    /// A column or conversion of a register lacks what its kind needs.
    case columnUnfit = 1648
    /// A feeding rule of a register does not fit its columns or its indicator.
    case feedUnfit = 1649
    /// Another register feeds the indicator.
    case indicatorFedElsewhere = 1650
    /// A row leaves out a column that every row must fill.
    case cellMissing = 1651
    /// A cell of a row does not have the form of its column.
    case cellMalformed = 1652
    /// A quantity cannot be held exactly in the indicator's measure and decimals.
    case conversionInexact = 1653
    /// The figures of an act on rows are not what the rows count.
    case countDiffers = 1654
    /// The figure is counted from the rows of a register.
    case figureFromRegister = 1655
    /// There is no such row that counts.
    case unknownRow = 1656
    /// The row's day lies outside the period.
    case rowOutsidePeriod = 1657
    /// The register holds rows of what is declared not to have happened.
    case rowsThere = 1658
    /// The correction changes nothing in the row.
    case rowUnchanged = 1659

    // MARK: 20xx ledger and verification
    /// A ledger record is not well formed.
    case malformedRecord = 2001
    /// The stored ledger does not give its signed root.
    case ledgerAltered = 2002
    /// The database is older than, or differs from, the last signed checkpoint: going on would fork the ledger.
    case forkRefused = 2003
    /// A table differs from what the ledger's acts give.
    case projectionDiffers = 2004
    /// A published file is missing, added or changed.
    case publishedFileAltered = 2005
    /// A signature does not verify.
    case badSignature = 2006
    /// A proof does not verify.
    case badProof = 2007
    /// A published value differs from the proven one.
    case publishedValueDiffers = 2008
    /// The key is not the pinned one.
    case otherKey = 2009

    // MARK: 30xx storage and operation
    /// There is no institution at that place.
    case noInstitution = 3001
    /// There is an institution at that place already.
    case institutionExists = 3002
    /// The disk is full.
    case diskFull = 3003
    /// The database is damaged or unreadable.
    case databaseDamaged = 3004
    /// The database could not be reached.
    case databaseUnreachable = 3005
    /// The database was written by a newer Hasila.
    case newerDatabase = 3006
    /// A needed tool or file of the installation is missing.
    case toolMissing = 3007
    /// The document could not be composed.
    case documentFailed = 3008
    /// The backup cannot be read.
    case badBackup = 3009

    // MARK: 40xx web
    /// The form was not sent from Hasila's own page, or its session ended.
    case badForm = 4001
    /// The sign-in link is used, expired or unknown.
    case badLink = 4002
    /// Too many attempts.
    case tooManyRequests = 4003
    /// The request is larger than allowed.
    case tooLarge = 4004
    /// Sign-in is needed.
    case signInNeeded = 4005
    /// Somebody else saved the same draft in the meantime; both texts are kept.
    case draftConflict = 4006

    // MARK: 4010 to 4029 programming interface
    /// The request carries no token that is good now.
    case tokenNeeded = 4010
    /// The token's scopes do not cover the request.
    case outOfScope = 4011
    /// The body is not JSON, or does not fit the schema of the act.
    case bodyOutOfSchema = 4012
    /// The body is of another media type than the one accepted.
    case wrongMediaType = 4013
    /// The address knows no such method.
    case wrongMethod = 4014
    /// A parameter of the address is unknown or not in its form.
    case badParameter = 4015
    /// The answer exists in no media type that the request accepts.
    case notAcceptable = 4016
    /// The idempotency key is not in its form.
    case badIdempotencyKey = 4017
    /// The scope of an integration is not known.
    case unknownScope = 4018
    /// The integration does not exist.
    case unknownIntegration = 4019
    /// The integration is revoked, accepted or expired already.
    case integrationEnded = 4020
    /// The expiry of an integration is not a day within the next 366 days.
    case badExpiry = 4021
    /// An integration may not give more than it holds.
    case scopeExceeded = 4022
    /// The holder of the post has not accepted that the integration acts in their name.
    case integrationWaiting = 4023
    /// A CSV of figures came with an idempotency key, which holds for one act.
    case keyWithTable = 4024

    /// The number as printed, `E1203`.
    public var label: String { "E\(rawValue)" }
}
